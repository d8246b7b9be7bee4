import { addMonths, firstDateOf, type Period } from '@/lib/servicing/language/period';

/**
 * The due date of the first unpaid instalment that a month's status implies (domain reference §3.1): with n ≥ 1 months late
 * in period P it was due on the first of P − n + 1; a current loan's next instalment is due on the first of P + 1.
 * Null for RA and XX, which do not say.
 */
export function firstUnpaidDueOn(period: Period, status: string): string | null {
  if (!/^\d{2}$/.test(status)) return null;
  return firstDateOf(addMonths(period, 1 - Number(status)));
}
