import type { Pool } from 'pg';
import { MOST_ALARMS, type AlarmsView, type HubAlarm, type ToldSuccession } from '@/lib/ledger/language/alarms';
import { parseCheckpoint } from '@/lib/ledger/domain/checkpoint';
import { parseNote } from '@/lib/ledger/domain/signed-note';
import { newestSize } from './read-checkpoint';
import { readPolicyText } from './witness-policy';

interface Row extends Pick<HubAlarm, 'kind' | 'evidence'> {
  readonly raised_at: Date;
}

/**
 * What was found against the record, the first first, with the policy whose witnesses can be asked besides. A promise that was
 * kept late is no danger any more, nor is what a copy missed and has by now, and what a succession settled is told as that: they stay
 * in the table, with their evidence.
 */
export async function readAlarms(pool: Pool): Promise<AlarmsView> {
  const { rows } = await pool.query<Row>(
    `select kind, raised_at, jsonb_strip_nulls(jsonb_build_object(
       'index', evidence->'index', 'notes', evidence->'notes', 'claim', evidence->'claim',
       'here', evidence->'here', 'witness', evidence->'witness', 'told', evidence->'told')) as evidence
     from ledger.alarm where (kind <> 'PROMISE_BROKEN' or (evidence->>'index')::bigint >= $2)
       and not (evidence ? 'lost' and id <= coalesce((select max(last_alarm) from ledger.succession), 0)) order by id limit $1`,
    [MOST_ALARMS, await newestSize(pool)],
  );
  const { rows: copies } = await pool.query('select 1 from ledger.intake');
  const copy = copies.length > 0;
  const over = await Promise.all(rows.map(async (row) => copy && (await isThereAgain(pool, row))));
  const alarms = rows.flatMap(({ kind, raised_at, evidence }, at) =>
    over[at] === true ? [] : [{ kind, raisedAt: raised_at.toISOString(), evidence }],
  );
  return { copy, alarms, succession: await readSuccession(pool), policy: await readPolicyText(pool) };
}

/** A copy that since has come as far takes in only what continues all that it holds, and what the quorum of witnesses saw continue. */
async function isThereAgain(pool: Pool, { kind, raised_at, evidence: { notes = [] } }: Row): Promise<boolean> {
  if (kind !== 'ROLLED_BACK' || notes.length === 0) return false;
  const { rows } = await pool.query<{ size: string | null }>(
    'select max(size) as size from ledger.checkpoint where published_at > $1',
    [raised_at],
  );
  const missing = notes.map((note) => parseCheckpoint(parseNote(note)?.text ?? '')?.size ?? Infinity);
  return Number(rows[0]?.size ?? 0) >= Math.max(...missing);
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
