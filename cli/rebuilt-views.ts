import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { ViewComparison } from '@/lib/ledger/server/compare-views';
import type { SubjectKeys } from '@/lib/ledger/server/subject-keys';
import { writePolicy } from '@/lib/partners/server/write-policy';
import { createWorkPool } from '@/lib/platform/server/database';
import { migrate } from '@/lib/platform/server/migrate';
import { VIEWS } from './projections';

/** A database beside the product's, to rebuild the views in: migrated, with the policy as code has it, and nothing else. */
export interface RebuildSpace {
  /** Hands the work what it needs to compare; whatever is written is undone afterwards. */
  use<Result>(work: (views: ViewComparison) => Promise<Result>): Promise<Result>;
  drop(): Promise<void>;
}

/** Makes the database. The owner must be allowed to. */
export async function openRebuildSpace(ownerUrl: string, subjects: SubjectKeys): Promise<RebuildSpace> {
  const name = `hearthline_rebuild_${randomBytes(4).toString('hex')}`;
  const url = new URL(ownerUrl);
  url.pathname = name;
  await runOn(ownerUrl, `create database ${name}`);
  await migrate(url.toString());
  const pool = createWorkPool(url.toString(), 1);
  await writePolicy(pool);
  return {
    async use(work) {
      const scratch = await pool.connect();
      try {
        await scratch.query('begin');
        return await work({ ...VIEWS, scratch, subjects });
      } finally {
        await scratch.query('rollback');
        scratch.release();
      }
    },
    async drop() {
      await pool.end();
      await runOn(ownerUrl, `drop database ${name} with (force)`);
    },
  };
}

async function runOn(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}
