import { cpSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { SubjectKeys } from '@/lib/ledger/server/subject-keys';
import { writePolicy } from '@/lib/partners/server/write-policy';
import { createWorkPool } from '@/lib/platform/server/database';
import { migrate, migrationNames } from '@/lib/platform/server/migrate';
import { Stop } from '../say';
import { findForeignKeys, type ForeignKeys } from './foreign-keys';
import { hasKeys } from './key-files';
import { loadBackup } from './load-backup';
import type { CheckedBackup, Manifest } from './manifest';

/** Where a backup is restored to. */
export interface RestorePlace {
  readonly ownerUrl: string;
  readonly dataDirectory: string;
}

/** What can be told before anything is touched: keys must be there, and this release must know the backup's migrations. */
export function requireRestorable({ migrations }: Manifest, dataDirectory: string): void {
  if (!hasKeys(dataDirectory))
    throw new Stop(
      `There are no keys in ${dataDirectory}, and without them nothing could be signed. Nothing was restored. Name their copy with --keys DIR.`,
    );
  const known = migrationNames();
  const unknown = migrations.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new Stop(
      `The backup is from a later release (it has migration ${unknown}). Nothing was restored. Install that release.`,
    );
}

/** What somebody must see to after a restore. */
export interface RestoredWith {
  /** Keys in the data directory that are not those the copy knows. */
  readonly foreignKeys: ForeignKeys;
  /** People (`loan/<id>`) who were erased since the backup was taken. */
  readonly erasedSince: readonly string[];
}

/** Restores a checked backup into an empty database, and its tapes into the data directory. */
export async function restoreBackup(backup: CheckedBackup, { ownerUrl, dataDirectory }: RestorePlace): Promise<RestoredWith> {
  requireRestorable(backup.manifest, dataDirectory);
  await refuseOccupied(ownerUrl);
  await migrate(ownerUrl);
  for (const path of backup.manifest.files.filter((each) => each.startsWith('tapes/'))) {
    mkdirSync(dirname(join(dataDirectory, path)), { recursive: true, mode: 0o700 });
    cpSync(join(backup.directory, path), join(dataDirectory, path));
  }
  const pool = createWorkPool(ownerUrl, 1);
  const subjects = new SubjectKeys(dataDirectory);
  try {
    await writePolicy(pool);
    const erasedSince = await loadBackup(pool, backup, { dataDirectory, subjects });
    await pool.query('analyze');
    return { foreignKeys: await findForeignKeys(pool, dataDirectory), erasedSince };
  } finally {
    subjects.close();
    await pool.end();
  }
}

/** Before anything is migrated: another product's database, or a log of ours. */
async function refuseOccupied(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ table: string | null }>("select to_regclass('ledger.log')::text as table");
    if (rows[0]?.table == null) return;
    const { rowCount } = await client.query('select 1 from ledger.log');
    if (rowCount !== 0)
      throw new Stop(
        'This database already holds a log. Nothing was restored. Restore into an empty data directory or database.',
      );
  } finally {
    await client.end();
  }
}
