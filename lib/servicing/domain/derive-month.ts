import type { Canonical } from '@/lib/ledger/domain/canonical';
import * as facts from '@/lib/servicing/language/facts';
import { dueAfter, type PostedPayment } from '@/lib/servicing/language/loan-standing';
import { firstDateOf, lastDateOf, type Period } from '@/lib/servicing/language/period';
import { movementFacts, type DerivedFact, type RowSource, type ToldFact } from './derived-fact';
import { firstUnpaidIn, type MonthReading, type MonthRow } from './month-reading';
import { movementsBetween } from './movements';

/** What a loan’s last reports said, as far as the next one is told against it. Months that do not say leave it as it was. */
export interface LastReport {
  readonly period: number;
  /** As the last report had it: what was posted since is not in it. */
  readonly firstUnpaidOn: string | null;
  readonly posted: readonly PostedPayment[];
  /** The last status known was RA: the owner has the property. */
  readonly acquired: boolean;
  /** Why the loan left, or null while it is there. */
  readonly exitCode: string | null;
}

const FEWER_PAID = 'The tape reports fewer instalments paid than the month before.';

/**
 * The facts of one loan-month, month against month: the report itself, then what it means for payments since the last
 * known report, then workouts and exits. A row says how things stand at its period's end, and nothing later; what an
 * earlier month told (the property acquired, the loan gone) it does not tell again.
 */
export function deriveMonth(previous: LastReport | null, row: MonthRow, source: RowSource): DerivedFact[] {
  const told = [
    { definition: facts.BalanceReported, values: reportValues(row) },
    ...paymentFacts(previous === null ? null : knownAt(previous, row.period), row),
    ...missFacts(row),
    ...workoutFacts(row),
    ...endFacts(row, { acquired: previous?.acquired === true, exitCode: previous?.exitCode ?? null }),
  ];
  const occurredOn = lastDateOf(row.period);
  return told.map(({ definition, values }, at) => ({
    definition,
    values: { ...values, ...source },
    occurredOn,
    follows: at === 0 ? null : 0,
  }));
}

/** A row as other months are told against it. */
export function readingOf(row: MonthRow): MonthReading {
  const { period, status, firstDueOn } = row;
  return { period, status, firstDueOn, exited: row.zeroBalanceCode !== null, reset: row.modified || row.deferred };
}

/** That the instalment due in the month is unpaid at its end: so is that of one who rolls a month behind. */
export function missFacts(row: MonthRow): ToldFact[] {
  if (!isLate(readingOf(row))) return [];
  const values = { installmentDueOn: firstDateOf(row.period), asOfOn: lastDateOf(row.period), delinquencyStatus: row.status };
  return [{ definition: facts.PaymentMissed, values }];
}

/** Whether the month says that an instalment is unpaid at its end. */
export function isLate(month: MonthReading): boolean {
  return firstUnpaidIn(month) !== null && Number(month.status) >= 1;
}

/** What took effect in the month. */
export function workoutFacts(row: MonthRow): ToldFact[] {
  const kinds = [...(row.modified ? ['modification'] : []), ...(row.deferred ? ['deferral'] : [])];
  const periodEndOn = lastDateOf(row.period);
  return kinds.map((kind) => ({ definition: facts.WorkoutReported, values: { kind, periodEndOn } }));
}

/** That the owner acquired the property and that the loan left, unless that was known. */
export function endFacts(row: MonthRow, known: Pick<LastReport, 'acquired' | 'exitCode'>): ToldFact[] {
  const ends: ToldFact[] = [];
  if (row.status === 'RA' && !known.acquired)
    ends.push({ definition: facts.PropertyAcquired, values: { periodEndOn: lastDateOf(row.period) } });
  if (row.zeroBalanceCode !== null && row.zeroBalanceCode !== known.exitCode)
    ends.push({ definition: facts.LoanExited, values: exitValues(row, row.zeroBalanceCode) });
  return ends;
}

/** The report's own values. */
export function reportValues(row: MonthRow): Record<string, Canonical> {
  return {
    periodEndOn: lastDateOf(row.period),
    upb: row.upb,
    noteRate: row.noteRate,
    delinquencyStatus: row.status,
    earliestUnpaidDueOn: firstUnpaidIn(readingOf(row)),
    assistancePlan: row.assistancePlan,
  };
}

/** What a loan's next month is compared with after this row. */
export function lastReportOf(previous: LastReport | null, row: MonthRow): LastReport {
  return {
    period: row.period,
    ...unpaidAfter(previous, row),
    acquired: row.status === 'XX' ? previous?.acquired === true : row.status === 'RA',
    exitCode: row.zeroBalanceCode,
  };
}

/** What a row says is unpaid has in it what was posted for days up to its period’s end. */
export function unpaidAfter(previous: LastReport | null, row: MonthRow): Pick<LastReport, 'firstUnpaidOn' | 'posted'> {
  const firstUnpaidOn = firstUnpaidIn(readingOf(row));
  const posted = previous?.posted ?? [];
  if (firstUnpaidOn === null) return { firstUnpaidOn: previous?.firstUnpaidOn ?? null, posted };
  return { firstUnpaidOn, posted: posted.filter(({ on }) => on > lastDateOf(row.period)) };
}

/** The first instalment known to be unpaid at a period’s end: a payment posted for a later day was not there yet. */
function knownAt({ firstUnpaidOn, posted }: LastReport, period: Period): string | null {
  const months = posted.reduce((sum, each) => sum + (each.on <= lastDateOf(period) ? each.months : 0), 0);
  return firstUnpaidOn === null ? null : dueAfter(firstUnpaidOn, months);
}

function paymentFacts(known: string | null, row: MonthRow): ToldFact[] {
  const reading = readingOf(row);
  const firstUnpaidOn = firstUnpaidIn(reading);
  if (known === null || firstUnpaidOn === null) return [];
  const movements = movementsBetween(known, firstUnpaidOn, lastDateOf(row.period));
  // A modification or deferral resets what is unpaid (domain reference §1.4): nothing was received.
  const received = movements.filter(({ direction }) => direction < 0 || !reading.reset);
  return movementFacts(received, FEWER_PAID);
}

function exitValues(row: MonthRow, zeroBalanceCode: string): Record<string, Canonical> {
  const effectiveOn = lastDateOf(row.zeroBalancePeriod ?? row.period);
  return { zeroBalanceCode, effectiveOn, removalUpb: row.removalUpb };
}
