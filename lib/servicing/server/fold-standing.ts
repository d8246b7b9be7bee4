import { Temporal } from 'temporal-polyfill';
import type { RecordedFact } from '@/lib/ledger/server/recorded-fact';
import { monthsLate } from '@/lib/servicing/language/delinquency';
import { parseCents } from '@/lib/servicing/language/money';
import type { StandingRow } from './standing-row';

type Fold = (row: StandingRow, fact: RecordedFact) => void;

const reported: Fold = (row, { values }) => {
  row.upb_cents = parseCents(values.upb as string).toString();
  row.note_rate = values.noteRate as string | null;
  row.delinquency_status = values.delinquencyStatus as string;
  row.earliest_unpaid_due_on = (values.earliestUnpaidDueOn as string | null) ?? row.earliest_unpaid_due_on;
  row.as_of_on = values.periodEndOn as string;
  row.feed = 'tape';
};

/** A payment posted by hand moves the first unpaid instalment; one inferred from a tape is already in its report. */
const moved =
  (direction: 1 | -1): Fold =>
  (row, { values }) => {
    if (values.sourceFile !== null || row.earliest_unpaid_due_on === null) return;
    const months = direction * (values.installmentCount as number);
    row.earliest_unpaid_due_on = Temporal.PlainDate.from(row.earliest_unpaid_due_on).add({ months }).toString();
    row.as_of_on = later(row.as_of_on, (values.receivedOn ?? values.asOfOn) as string);
    row.feed = 'direct';
  };

/** A calendar's word that an instalment of a directly fed loan was missed moves the date, not what is unpaid. */
const missed: Fold = (row, { values }) => {
  if (values.sourceFile === null) row.as_of_on = later(row.as_of_on, values.asOfOn as string);
};

const FOLDS: Readonly<Record<string, Fold>> = {
  BalanceReported: reported,
  ReportCorrected: (row, fact) => {
    if (row.as_of_on === null || (fact.values.periodEndOn as string) >= row.as_of_on) reported(row, fact);
  },
  PaymentReceived: moved(1),
  PaymentReversed: moved(-1),
  PaymentMissed: missed,
  PropertyAcquired: (row) => {
    row.delinquency_status = 'RA';
  },
  LoanExited: (row, { values }) => {
    row.exit_code = values.zeroBalanceCode as string;
    row.upb_cents = '0';
    row.earliest_unpaid_due_on = null;
  },
  LoanPartyAssigned: (row, { values }) => {
    if (values.role === 'homeowner') row.homeowner = values.organisation as string;
  },
};

/** Changes a loan's standing by one fact, in place; facts that do not touch it leave it be. */
export function foldStanding(row: StandingRow, fact: RecordedFact): void {
  FOLDS[fact.type]?.(row, fact);
  row.months_late =
    row.earliest_unpaid_due_on === null || row.as_of_on === null ? 0 : monthsLate(row.earliest_unpaid_due_on, row.as_of_on);
}

function later(known: string | null, date: string): string {
  return known === null || date > known ? date : known;
}
