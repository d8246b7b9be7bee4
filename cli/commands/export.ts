import { join, resolve } from 'node:path';
import { exportEntries } from '@/lib/ledger/server/export-entries';
import { SubjectKeys } from '@/lib/ledger/server/subject-keys';
import { exportLog, NoCheckpoint, OtherLog, writeWhole } from '@/lib/ledger/server/export-log';
import { createWorkPool } from '@/lib/platform/server/database';
import { bundleVerifier } from '../bundle-verifier';
import { withProduct } from '../find-product';
import { readArgs } from '../read-args';
import { Stop } from '../say';

const USAGE = `Usage: export DIR [--with-entries] [--with-values] [--json]
Writes the whole log as at its newest checkpoint: checkpoint, keys and tiles (C2SP tlog-tiles), and verify.mjs, which checks
them on plain Node: node DIR/verify.mjs DIR --log VKEY. Run again, it adds what is new.
--with-entries  also headers, commitments, statements and signatures, as JSON lines
--with-values   also every value with its salt: personal data. Keep such an export as you would keep the database.`;

/** `export`: the log as files, for anyone to check. */
export async function exportFiles(args: readonly string[]): Promise<number> {
  const flag = { type: 'boolean' } as const;
  const options = { 'with-entries': flag, 'with-values': flag, json: flag };
  const { values, positionals } = readArgs(args, options, USAGE);
  const [target] = positionals;
  if (target === undefined || positionals.length > 1) throw new Stop(USAGE, 2);
  const directory = resolve(target);
  const withValues = values['with-values'] === true;
  const withEntries = withValues || values['with-entries'] === true;
  const exported = await withProduct(async ({ ownerUrl, dataDirectory }) => {
    const pool = createWorkPool(ownerUrl, 2);
    const entries = (size: number): Promise<number> =>
      withEntries ? exportEntries(pool, new SubjectKeys(dataDirectory), { directory, size, withValues }) : Promise.resolve(0);
    return exportLog(pool, directory, entries)
      .catch((error: unknown) => {
        if (error instanceof NoCheckpoint)
          throw new Stop('The log has no checkpoint yet. Nothing was written. Let the signer run, then export again.');
        if (error instanceof OtherLog)
          throw new Stop(`${target} holds an export of another log. Nothing was written. Name a new directory.`);
        throw error;
      })
      .finally(() => pool.end());
  });
  writeWhole(join(directory, 'verify.mjs'), await bundleVerifier());
  if (values.json === true) process.stdout.write(`${JSON.stringify({ directory, ...exported })}\n`);
  else
    process.stdout.write(
      `Exported ${exported.size.toLocaleString('en-US')} entries to ${target} (${String(exported.written)} files written).\n` +
        `Check it anywhere: node ${join(target, 'verify.mjs')} ${target} --log VKEY, where VKEY is the log’s key as you know it from elsewhere.\n`,
    );
  return 0;
}
