import { statSync } from 'node:fs';
import type { Pool } from 'pg';
import { repairKeyJournal } from '@/lib/ledger/server/key-journal';
import { sealOlderValues } from '@/lib/ledger/server/seal-older-values';
import { keyJournalPath, SubjectKeys } from '@/lib/ledger/server/subject-keys';
import { say, Stop } from './say';

/**
 * Makes sure, before any process uses it, that the key journal is whole and belongs to this database, and seals the values that
 * an older release kept open. As the database's owner. Throws {@link Stop} where the journal is not there and was.
 */
export async function prepareValues(pool: Pool, dataDirectory: string): Promise<void> {
  const journal = keyJournalPath(dataDirectory);
  repairKeyJournal(journal);
  if (statSync(journal).size === 0 && (await holdsSealed(pool)))
    throw new Stop(
      `The keys that people’s values are kept under are not there (${journal}). Nothing was started: new ones would be made in their place. Put the file back from its backup.`,
    );
  const subjects = new SubjectKeys(dataDirectory);
  const sealed = await sealOlderValues(pool, subjects).finally(() => {
    subjects.close();
  });
  if (sealed > 0) say(`Sealed the values of people that were kept open before (${sealed.toLocaleString('en-US')} rows).`);
}

async function holdsSealed(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query<{ held: boolean }>(
    'select exists (select 1 from ledger.disclosure where sealed is not null) as held',
  );
  return rows[0]?.held === true;
}
