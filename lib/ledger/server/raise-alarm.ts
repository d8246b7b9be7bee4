import type { Pool, PoolClient } from 'pg';
import type { AlarmKind } from '@/lib/ledger/language/alarms';
import { LOCKS } from '@/lib/platform/server/locks';

/** What was found against the record. */
export interface Finding {
  readonly kind: AlarmKind;
  readonly evidence: Readonly<Record<string, unknown>>;
  /** The part of the evidence by which it is known again; all of it, where nothing else is said. */
  readonly sameAs?: Readonly<Record<string, unknown>>;
}

/** Keeps evidence against the record, once for each, also where several tell the same at once. Answers whether it is new. */
export async function raiseAlarm(pool: Pool, finding: Finding): Promise<boolean> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [LOCKS.alarm]);
    const isNew = await insertOnce(client, finding);
    await client.query('commit');
    return isNew;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

async function insertOnce(client: PoolClient, { kind, evidence, sameAs = evidence }: Finding): Promise<boolean> {
  const { rowCount } = await client.query(
    `insert into ledger.alarm (kind, evidence) select $1, $2::jsonb
     where not exists (select 1 from ledger.alarm where kind = $1 and evidence @> $3::jsonb)`,
    [kind, JSON.stringify(evidence), JSON.stringify(sameAs)],
  );
  return rowCount === 1;
}
