import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { openDataDirectory } from '@/lib/platform/server/data-directory';
import { readEnv } from '@/lib/platform/server/env';
import { foreignKeysWords } from '../backup/foreign-keys';
import { restoreKeys } from '../backup/key-files';
import { readBackup } from '../backup/manifest';
import { requireRestorable, restoreBackup } from '../backup/restore-backup';
import { openPostgres } from '../open-postgres';
import { readArgs } from '../read-args';
import { say, Stop } from '../say';

const USAGE = `Usage: restore DIR [--keys KEYDIR]
Restores the backup DIR into the data directory (HEARTHLINE_DATA_DIR) or the empty database that DATABASE_URL names, while the product is
stopped there. Every file is compared with its checksum and the whole ledger verified before anything is kept.
--keys KEYDIR  also puts keys and secrets back, where there are none
When the product is started next, the signer compares the copy with what it remembers and with what the witnesses hold. If that
is more than the copy has, nothing is appended: see docs/operations.md.`;

/** `restore`: the product as it was when a backup was taken. */
export async function restore(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArgs(args, { keys: { type: 'string' } }, USAGE);
  const [source] = positionals;
  if (source === undefined || positionals.length > 1) throw new Stop(USAGE, 2);
  const env = readEnv();
  const dataDirectory = resolve(env.HEARTHLINE_DATA_DIR);
  say('Comparing every file with its checksum…');
  const checked = await readBackup(resolve(source));
  mkdirSync(dataDirectory, { recursive: true });
  const stayed = values.keys === undefined ? [] : await restoreKeys(resolve(values.keys), dataDirectory);
  if (stayed.length > 0) say(`These were there already and stay as they are: ${stayed.join(', ')}.`);
  requireRestorable(checked.manifest, dataDirectory);
  openDataDirectory(dataDirectory);
  const postgres = await openPostgres(env, dataDirectory);
  try {
    say('Loading and verifying…');
    const { foreignKeys, erasedSince } = await restoreBackup(checked, { ownerUrl: postgres.ownerUrl, dataDirectory });
    for (const words of foreignKeysWords(foreignKeys, dataDirectory)) say(words);
    if (erasedSince.length > 0)
      say(
        `Erased since the backup, which does not know of it: ${erasedSince.join(', ')}. Their keys stay destroyed; erase them again (hearthline erase), so that it is certified and their tapes forget them.`,
      );
  } finally {
    await postgres.stop();
  }
  const { size, takenAt } = checked.manifest;
  process.stdout.write(`Restored ${size.toLocaleString('en-US')} entries as they were at ${takenAt}; the ledger is sound.\n`);
  say('Start the product: nothing is appended until the copy was compared with what was signed since.');
  return 0;
}
