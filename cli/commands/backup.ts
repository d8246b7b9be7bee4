import { resolve } from 'node:path';
import { backUpKeys } from '../backup/key-files';
import { writeBackup } from '../backup/write-backup';
import { withProduct } from '../find-product';
import { readArgs } from '../read-args';
import { say, Stop } from '../say';

const USAGE = `Usage: backup DIR [--keys KEYDIR] [--json]
Takes a backup of the running product into the new directory DIR, there whole or not at all: the database as at one moment, the log as
files that anyone can check (DIR/export), received tapes, and checksums (sha256sum -c SHA256SUMS). It holds personal data.
--keys KEYDIR  also copies keys and secrets, into a directory of their own: keep it apart from DIR. Without a copy of them
               nothing can be signed again. What the signer last signed is never copied.`;

/** `backup`: a copy of the product from which it can be restored. */
export async function backup(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArgs(args, { keys: { type: 'string' }, json: { type: 'boolean' } }, USAGE);
  const [target] = positionals;
  if (target === undefined || positionals.length > 1) throw new Stop(USAGE, 2);
  const directory = resolve(target);
  const keys = values.keys === undefined ? undefined : resolve(values.keys);
  if (keys !== undefined && `${keys}/`.startsWith(`${directory}/`))
    throw new Stop('Keys belong apart from the backup. Nothing was written. Name a directory outside of it.', 2);
  const written = await withProduct(async ({ ownerUrl, dataDirectory }) => {
    if (keys !== undefined) await backUpKeys(dataDirectory, keys);
    return writeBackup({ ownerUrl, dataDirectory, directory, now: new Date() });
  });
  const { takenAt, origin, size } = written;
  if (values.json === true) process.stdout.write(`${JSON.stringify({ directory, keys, takenAt, origin, size })}\n`);
  else process.stdout.write(`Backed up ${size.toLocaleString('en-US')} entries to ${target}.\n`);
  if (keys === undefined) say('Keys and secrets are not in it: copy them with --keys, or nothing can be signed after a restore.');
  return 0;
}
