import type { Pool, PoolClient } from 'pg';
import { followWithin, type Projection } from './follow-ledger';
import type { SubjectKeys } from './subject-keys';

/** The views that facts give, and the tables beside them that they do not. */
export interface Views {
  readonly projections: readonly Projection[];
  readonly schemas: readonly string[];
  readonly apart: readonly string[];
}

/**
 * Folds every view of a copy again from nothing, because it was sent what belongs before what they had folded. Readers see the views
 * as they were until all of it is done. False when there was no need.
 */
export async function refoldViews(pool: Pool, subjects: SubjectKeys, views: Views): Promise<boolean> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const { rows } = await client.query<{ refold: boolean }>('select refold from ledger.intake for update');
    if (rows[0]?.refold !== true) {
      await client.query('rollback');
      return false;
    }
    await emptyViews(client, views);
    await followWithin({ client, subjects }, views.projections);
    await client.query('update ledger.intake set refold = false');
    await client.query('commit');
    return true;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

/** Deleted, not truncated: a truncated table could not be read before the end. */
async function emptyViews(client: PoolClient, { schemas, apart }: Views): Promise<void> {
  const { rows } = await client.query<{ quoted: string }>(
    `select format('%I.%I', n.nspname, c.relname) as quoted from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname = any ($1) and n.nspname || '.' || c.relname <> all ($2)`,
    [schemas, apart],
  );
  for (const { quoted } of rows) await client.query(`delete from ${quoted}`);
  await client.query('update platform.cursor set position = 0');
}
