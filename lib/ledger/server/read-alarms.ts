import type { Pool } from 'pg';
import type { AlarmsView, HubAlarm } from '@/lib/ledger/language/alarms';
import { newestSize } from './read-checkpoint';
import { readPolicyText } from './witness-policy';

/** More are the same story told again. */
const MOST = 50;

/**
 * What was found against the record, the first first, with the policy whose witnesses can be asked besides. A promise that was
 * kept late is no danger any more: it stays in the table, with its receipt.
 */
export async function readAlarms(pool: Pool): Promise<AlarmsView> {
  const { rows } = await pool.query<Pick<HubAlarm, 'kind' | 'evidence'> & { raised_at: Date }>(
    `select kind, raised_at, jsonb_strip_nulls(jsonb_build_object(
       'index', evidence->'index', 'notes', evidence->'notes', 'claim', evidence->'claim',
       'here', evidence->'here', 'witness', evidence->'witness')) as evidence
     from ledger.alarm where kind <> 'PROMISE_BROKEN' or (evidence->>'index')::bigint >= $2 order by id limit $1`,
    [MOST, await newestSize(pool)],
  );
  const alarms = rows.map(({ kind, raised_at, evidence }) => ({ kind, raisedAt: raised_at.toISOString(), evidence }));
  return { alarms, policy: await readPolicyText(pool) };
}
