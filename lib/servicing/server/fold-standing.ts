import type { RecordedFact } from '@/lib/ledger/server/recorded-fact';
import { monthsLate } from '@/lib/servicing/language/delinquency';
import { foldFact, type LoanStanding } from '@/lib/servicing/language/loan-standing';
import type { StandingRow } from './standing-row';

/** Changes a loan's row by one fact, in place; facts that do not touch it leave it be. */
export function foldStanding(row: StandingRow, fact: RecordedFact): void {
  const before = standingOf(row);
  const after = foldFact(before, fact);
  if (after !== before) keep(row, after);
  if (after !== before && after.reportedOn === fact.values.periodEndOn) row.note_rate = fact.values.noteRate as string | null;
  if (fact.type === 'LoanPartyAssigned' && fact.values.role === 'homeowner') row.homeowner = fact.values.organisation as string;
}

function standingOf(row: StandingRow): LoanStanding {
  return {
    upbCents: row.upb_cents ?? '0',
    status: row.delinquency_status,
    firstUnpaidOn: row.earliest_unpaid_due_on,
    unpaidAsOfOn: row.unpaid_as_of_on,
    reportedOn: row.reported_on,
    asOfOn: row.as_of_on,
    feed: row.feed,
    exitCode: row.exit_code,
    posted: row.posted,
  };
}

function keep(row: StandingRow, standing: LoanStanding): void {
  row.upb_cents = standing.upbCents;
  row.delinquency_status = standing.status;
  row.earliest_unpaid_due_on = standing.firstUnpaidOn;
  row.unpaid_as_of_on = standing.unpaidAsOfOn;
  row.reported_on = standing.reportedOn;
  row.as_of_on = standing.asOfOn;
  row.feed = standing.feed;
  row.exit_code = standing.exitCode;
  row.posted = standing.posted;
  const { firstUnpaidOn, asOfOn } = standing;
  row.months_late = firstUnpaidOn === null || asOfOn === null ? 0 : monthsLate(firstUnpaidOn, asOfOn);
}
