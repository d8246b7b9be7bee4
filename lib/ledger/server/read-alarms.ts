import type { Pool } from 'pg';
import type { AlarmsView, HubAlarm, ToldSuccession } from '@/lib/ledger/language/alarms';
import { newestSize } from './read-checkpoint';
import { readPolicyText } from './witness-policy';

/** More are the same story told again. */
const MOST = 50;

/**
 * What was found against the record, the first first, with the policy whose witnesses can be asked besides. A promise that was
 * kept late is no danger any more, and what a succession settled is told as that: they stay in the table, with their evidence.
 */
export async function readAlarms(pool: Pool): Promise<AlarmsView> {
  const { rows } = await pool.query<Pick<HubAlarm, 'kind' | 'evidence'> & { raised_at: Date }>(
    `select kind, raised_at, jsonb_strip_nulls(jsonb_build_object(
       'index', evidence->'index', 'notes', evidence->'notes', 'claim', evidence->'claim',
       'here', evidence->'here', 'witness', evidence->'witness')) as evidence
     from ledger.alarm where (kind <> 'PROMISE_BROKEN' or (evidence->>'index')::bigint >= $2)
       and not (evidence ? 'lost' and id <= coalesce((select max(last_alarm) from ledger.succession), 0)) order by id limit $1`,
    [MOST, await newestSize(pool)],
  );
  const alarms = rows.map(({ kind, raised_at, evidence }) => ({ kind, raisedAt: raised_at.toISOString(), evidence }));
  const { rows: copies } = await pool.query('select 1 from ledger.intake');
  return { copy: copies.length > 0, alarms, succession: await readSuccession(pool), policy: await readPolicyText(pool) };
}

async function readSuccession(pool: Pool): Promise<ToldSuccession | null> {
  const { rows } = await pool.query<{ origin: string; from_index: string; signed_size: string; succeeded_at: Date }>(
    'select origin, from_index, signed_size, succeeded_at from ledger.succession order by number desc limit 1',
  );
  const [row] = rows;
  if (row === undefined) return null;
  const { origin, succeeded_at: at } = row;
  return { origin, succeededAt: at.toISOString(), kept: Number(row.from_index), signed: Number(row.signed_size) };
}
