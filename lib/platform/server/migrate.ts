import { hash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { LOCKS } from './locks';

// Prisma's own table, so that `prisma migrate deploy` sees the same history.
const TABLE = `create table if not exists public._prisma_migrations (
  id varchar(36) primary key, checksum varchar(64) not null, finished_at timestamptz, migration_name varchar(255) not null,
  logs text, rolled_back_at timestamptz, started_at timestamptz not null default now(), applied_steps_count integer not null default 0
)`;

const DIRECTORY = 'prisma/migrations';

/**
 * Applies the migrations of `prisma/migrations` that are not yet applied, each whole or not at all. Two starters at once
 * wait for each other. Refuses when an applied migration's file has changed. Answers the names applied now.
 */
export async function migrate(ownerUrl: string, directory = DIRECTORY): Promise<string[]> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query(`select pg_advisory_lock(${String(LOCKS.migrate)})`);
    await client.query(TABLE);
    const { rows } = await client.query<{ migration_name: string; checksum: string }>(
      'select migration_name, checksum from public._prisma_migrations where rolled_back_at is null',
    );
    const applied = new Map(rows.map((row) => [row.migration_name, row.checksum]));
    const done: string[] = [];
    for (const name of migrationNames(directory)) {
      const sql = readFileSync(join(directory, name, 'migration.sql'), 'utf8');
      const checksum = hash('sha256', sql, 'hex');
      const known = applied.get(name);
      if (known === checksum) continue;
      if (known !== undefined)
        throw new Error(`Migration ${name} was changed after it was applied. Nothing was done. Restore its file.`);
      await applyOne(client, { name, sql, checksum });
      done.push(name);
    }
    return done;
  } finally {
    // Ending the session gives the lock back.
    await client.end();
  }
}

/** The migrations of this release, in the order in which they are applied. */
export function migrationNames(directory = DIRECTORY): string[] {
  const folders = readdirSync(directory, { withFileTypes: true }).filter((each) => each.isDirectory());
  return folders.map((each) => each.name).sort();
}

async function applyOne(client: pg.Client, migration: { name: string; sql: string; checksum: string }): Promise<void> {
  await client.query('begin');
  try {
    await client.query("set local lock_timeout = '10s'");
    await client.query(migration.sql);
    await client.query(
      `insert into public._prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       values ($1, $2, $3, now(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    );
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new Error(`Migration ${migration.name} could not be applied; the database is as it was.`, { cause: error });
  }
}
