import type { Period } from '@/lib/servicing/language/period';
import { firstUnpaidDueOn } from './first-unpaid';
import type { PerformanceRow } from './read-performance-row';

/** A row of a tape with what the loan’s terms say of it. */
export interface MonthRow extends PerformanceRow {
  readonly firstDueOn: string | null;
}

/** What one month of a loan reads, as far as other months are told against it. */
export interface MonthReading {
  readonly period: Period;
  /** Two digits, RA or XX. */
  readonly status: string;
  /** A month in which the loan left says of no instalment that it is unpaid. */
  readonly exited: boolean;
  /** The loan’s first instalment: none before it was ever due. Null when the terms do not say. */
  readonly firstDueOn: string | null;
  /** A modification or deferral reset what is unpaid (domain reference §1.4). */
  readonly reset: boolean;
}

/** The due date of the first instalment unpaid at the month's end; null where the month does not say. */
export function firstUnpaidIn(month: MonthReading): string | null {
  const due = month.exited ? null : firstUnpaidDueOn(month.period, month.status);
  return due !== null && month.firstDueOn !== null && due < month.firstDueOn ? month.firstDueOn : due;
}

/** The nearest months before and after one that say what is unpaid at their ends, of a loan's months in any order; null for none. */
export function saidAround(months: readonly MonthReading[], period: Period): [MonthReading | null, MonthReading | null] {
  const saying = inOrder(months).filter((month) => firstUnpaidIn(month) !== null);
  const earlier = saying.findLast((month) => month.period < period) ?? null;
  return [earlier, saying.find((month) => month.period > period) ?? null];
}

/** How often the owner acquired the property: the months that read RA after one that did not. XX does not say. */
export function countAcquisitions(months: readonly MonthReading[]): number {
  const told = inOrder(months).filter(({ status }) => status !== 'XX');
  return told.filter(({ status }, at) => status === 'RA' && told[at - 1]?.status !== 'RA').length;
}

/** Whether the owner has the property, by the newest month that says how the loan stands. */
export function isAcquired(months: readonly MonthReading[]): boolean {
  return inOrder(months).findLast(({ status }) => status !== 'XX')?.status === 'RA';
}

function inOrder(months: readonly MonthReading[]): MonthReading[] {
  return months.toSorted((a, b) => a.period - b.period);
}
