import type { Temporal } from 'temporal-polyfill';
import type { Actor } from '@/lib/partners/server/actor';
import { requireAction } from '@/lib/partners/server/require-action';
import { asOrganisation, type Database } from '@/lib/platform/server/database';
import type { AlertSummary } from '@/lib/servicing/language/alert-views';
import { windowCondition } from './alert-deadline';

interface Row {
  readonly open: bigint;
  readonly unseen: bigint;
  readonly newly: bigint;
  readonly overdue: bigint;
  readonly today: bigint;
  readonly week: bigint;
  readonly later: bigint;
  readonly as_of: string | null;
}

/** Counts of the servicer's open alerts by deadline, and how many opened since the actor last looked. */
export async function summarizeAlerts(
  database: Database,
  actor: Actor,
  since: Date | undefined,
  today: Temporal.PlainDate,
): Promise<AlertSummary> {
  requireAction(actor, 'read-alerts');
  const rows = await asOrganisation(
    database,
    actor,
    (transaction) =>
      transaction.$queryRaw<Row[]>`
      select count(*) as open, count(*) filter (where a.state = 'new') as unseen,
        count(*) filter (where a.opened_at > ${since ?? new Date(0)}) as newly,
        count(*) filter (where ${windowCondition('overdue', today)}) as overdue,
        count(*) filter (where ${windowCondition('today', today)}) as today,
        count(*) filter (where ${windowCondition('week', today)}) as week,
        count(*) filter (where ${windowCondition('later', today)}) as later,
        max(s.as_of_on) as as_of
      from servicing.alert_at a join servicing.loan_standing_at s using (loan_id)
      where a.servicer = ${actor.organisation} and a.state <> 'resolved'`,
  );
  const row = rows[0];
  if (row === undefined) throw new Error('An aggregate always has one row');
  const windows = { overdue: Number(row.overdue), today: Number(row.today), week: Number(row.week), later: Number(row.later) };
  return { open: Number(row.open), unseen: Number(row.unseen), newlyLate: Number(row.newly), windows, asOfOn: row.as_of };
}
