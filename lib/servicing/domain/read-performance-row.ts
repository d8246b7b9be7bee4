import { parsePeriod, type Period } from '@/lib/servicing/language/period';
import { decimals, type RowReading } from './read-origination-row';
import { FieldReader } from './row-problem';
import type { Release } from './tape-layout';

/** What one loan-month says, in the wire forms of the facts. */
export interface PerformanceRow {
  readonly agencyLoanId: string;
  readonly period: Period;
  readonly upb: string;
  /** Two digits, RA or XX. */
  readonly status: string;
  readonly noteRate: string | null;
  readonly modified: boolean;
  readonly deferred: boolean;
  readonly assistancePlan: 'forbearance' | 'repayment-plan' | 'trial-plan' | null;
  readonly zeroBalanceCode: string | null;
  readonly zeroBalancePeriod: Period | null;
  readonly removalUpb: string | null;
}

const PLANS = { F: 'forbearance', R: 'repayment-plan', T: 'trial-plan' } as const;
const MONTH = { pattern: /^(19|20|21)\d{2}(0[1-9]|1[0-2])$/, reason: 'A month is written as year and month, such as 202610.' };
const AMOUNT = { pattern: /^\d{1,12}(\.\d{1,2})?$/, reason: 'A balance is an amount in dollars.' };

/**
 * Reads one performance line; both releases agree on the positions read here. Status is accepted with one digit too, as
 * before Release 47; a flag of this period is Y, or C for a deferral since then. Input is hostile.
 */
export function readPerformanceRow(fields: readonly string[]): RowReading<PerformanceRow> {
  const reader = new FieldReader(fields);
  const number = reader.need(1, {
    field: 'Loan Identifier',
    pattern: /^[A-Z0-9]{8,20}$/,
    reason: 'A loan number has letters and digits.',
  });
  const period = reader.need(2, { field: 'Period', ...MONTH });
  const upb = reader.need(3, { field: 'Current Actual UPB', ...AMOUNT });
  const status = reader.match(4, {
    field: 'Current Loan Delinquency Status',
    pattern: /^(\d{1,2}|RA|XX)$/,
    reason: 'A status is a number of months, RA or XX.',
  });
  const rate = reader.match(11, {
    field: 'Current Interest Rate',
    pattern: /^\d{1,2}(\.\d{1,3})?$/,
    reason: 'A rate is a percentage.',
  });
  const exit = reader.match(9, {
    field: 'Zero Balance Code',
    pattern: /^(01|02|03|09|15|16|96)$/,
    reason: 'This zero balance code is not in the layout.',
  });
  const exitMonth = reader.match(10, { field: 'Zero Balance Effective Date', ...MONTH });
  const removal = reader.match(27, { field: 'Zero Balance Removal UPB', ...AMOUNT });
  const plan = reader.match(30, { field: 'Borrower Assistance Plan', pattern: /^[FRT]$/, reason: 'A plan is F, R or T.' });
  if (reader.problems.length > 0 || number === null || period === null || upb === null) return { problems: reader.problems };
  return {
    row: {
      agencyLoanId: number,
      period: parsePeriod(period) ?? 0,
      upb: decimals(upb, 2),
      // Before Release 47 an unknown status was left blank.
      status: status === null ? 'XX' : /^\d$/.test(status) ? `0${status}` : status,
      noteRate: rate === null ? null : decimals(rate, 3),
      modified: reader.text(8) === 'Y',
      deferred: reader.text(25) === 'C' || reader.text(25) === 'Y',
      assistancePlan: plan === null ? null : PLANS[plan as keyof typeof PLANS],
      zeroBalanceCode: exit,
      zeroBalancePeriod: exitMonth === null ? null : Number(exitMonth),
      removalUpb: removal === null ? null : decimals(removal, 2),
    },
  };
}

/** Remarks on the style of a line that is readable but of an older habit. */
export function performanceDialect(fields: readonly string[], release: Release): string[] {
  if (release !== 'R47') return [];
  const notes: string[] = [];
  if (/^\d$/.test(fields[3] ?? '')) notes.push('Status has one digit, as before Release 47.');
  if (fields[24] === 'Y') notes.push('The deferral flag is Y, as before Release 47.');
  return notes;
}
