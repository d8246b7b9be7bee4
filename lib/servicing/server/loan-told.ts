import { bucketOfStanding } from '@/lib/servicing/language/loan-standing';
import type { StandingRow } from './standing-row';

/** How a loan stands after a fact, as far as alerts hang on it. */
export interface LoanTold {
  readonly bucket: ReturnType<typeof bucketOfStanding>;
  readonly isLate: boolean;
  /** Nothing that was due by the day the loan is known of is unpaid. */
  readonly isPaidUp: boolean;
  readonly asOfOn: string | null;
  /** It was late before any of the facts that were told together. */
  readonly wasLate: boolean;
}

/** What alerts hang on, of a row as it now is. */
export function loanTold(row: StandingRow, wasLate: boolean): LoanTold {
  const { exit_code: exitCode, delinquency_status: status, feed, earliest_unpaid_due_on: firstUnpaidOn, as_of_on: asOfOn } = row;
  const bucket = bucketOfStanding({ exitCode, status, feed, firstUnpaidOn }, asOfOn);
  const isPaidUp = bucket === 'current' && firstUnpaidOn !== null && asOfOn !== null && firstUnpaidOn > asOfOn;
  return { bucket, isLate: row.months_late > 0, isPaidUp, asOfOn, wasLate };
}
