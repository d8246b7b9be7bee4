import { describe, expect, it } from 'vitest';
import { monthsBetween } from '@/lib/servicing/language/period';
import { generateLoan, type BookPlan } from './generate-loan';
import { originationDialect, readOriginationRow, type OriginationRow } from './read-origination-row';
import { performanceDialect, readPerformanceRow, type PerformanceRow } from './read-performance-row';
import { kindOfLine, releaseOf } from './tape-layout';

const plan: BookPlan = { seed: 11, months: 24, lastPeriod: 202410, prefix: 'F24Q1N' };
const book = Array.from({ length: 250 }, (_, at) => generateLoan(plan, at));

function origination(line: string): OriginationRow {
  const reading = readOriginationRow(line.split('|'));
  if ('row' in reading) return reading.row;
  throw new Error(`${line}: ${JSON.stringify(reading.problems)}`);
}

function performance(line: string): PerformanceRow {
  const reading = readPerformanceRow(line.split('|'));
  if ('row' in reading) return reading.row;
  throw new Error(`${line}: ${JSON.stringify(reading.problems)}`);
}

const loans = book.map((loan) => ({ origination: origination(loan.origination), months: loan.performance.map(performance) }));

/** Each month of each loan with the month before it. */
const steps = loans.flatMap(({ months }) =>
  months.slice(1).map((month, at) => [months[at], month] as const).filter((pair): pair is readonly [PerformanceRow, PerformanceRow] => pair[0] !== undefined),
); // prettier-ignore

const isCount = (status: string): boolean => /^\d\d$/.test(status);

describe('a generated book', () => {
  it('is the same for the same seed, and another for another seed or place', () => {
    expect(generateLoan(plan, 5)).toEqual(book[5]);
    expect(generateLoan({ ...plan, seed: 12 }, 5)).not.toEqual(book[5]);
    expect(new Set(book.map((loan) => loan.origination)).size).toBe(book.length);
  });

  it('has lines of Release 47 and in its style, each told for what it is', () => {
    for (const { origination: first, performance: months } of book) {
      expect([kindOfLine(first), releaseOf('origination', first.split('|').length)]).toEqual(['origination', 'R47']);
      expect(originationDialect(first.split('|'), 'R47')).toEqual([]);
      for (const line of months) {
        expect([kindOfLine(line), releaseOf('performance', line.split('|').length)]).toEqual(['performance', 'R47']);
        expect(performanceDialect(line.split('|'), 'R47')).toEqual([]);
      }
    }
  });

  it('numbers its loans with its prefix, each once, the same in both files', () => {
    expect(new Set(loans.map((loan) => loan.origination.agencyLoanId)).size).toBe(loans.length);
    for (const { origination: first, months } of loans) {
      expect(first.agencyLoanId).toMatch(/^F24Q1N\d{6}$/);
      for (const month of months) expect(month.agencyLoanId).toBe(first.agencyLoanId);
    }
  });

  it('tells every month in order up to the last, unless the loan left', () => {
    for (const [before, month] of steps) expect(monthsBetween(before.period, month.period)).toBe(1);
    for (const { months } of loans) {
      expect(months[0]?.period).toBe(202211);
      const last = months.at(-1);
      if (last?.zeroBalanceCode === null) expect(last.period).toBe(202410);
    }
  });

  it('has no loan later by more than a month a month', () => {
    for (const [before, month] of steps)
      if (isCount(before.status) && isCount(month.status))
        expect(Number(month.status) - Number(before.status)).toBeLessThanOrEqual(1);
    for (const { months } of loans) expect(['00', '01']).toContain(months[0]?.status);
  });

  it('sells only what was acquired, and keeps it acquired until then', () => {
    for (const [before, month] of steps) if (month.zeroBalanceCode === '09') expect(before.status).toBe('RA');
    for (const [before, month] of steps) if (before.status === 'RA') expect(month.status).toBe('RA');
  });

  it('ends with an exit: nothing is told of a loan after it left, and its balance is then zero', () => {
    for (const [before] of steps) expect(before.zeroBalanceCode).toBeNull();
    const exits = loans.flatMap(({ months }) => months.filter((month) => month.zeroBalanceCode !== null));
    for (const exit of exits) expect([exit.upb, exit.zeroBalancePeriod, Number(exit.removalUpb) > 0]).toEqual(['0.00', exit.period, true]); // prettier-ignore
    expect(new Set(exits.map((exit) => exit.zeroBalanceCode))).toContain('01');
  });

  it('lets a balance fall only when an instalment was paid, and never rise', () => {
    for (const [before, month] of steps.filter(([, after]) => after.zeroBalanceCode === null)) {
      expect(Number(month.upb)).toBeLessThanOrEqual(Number(before.upb));
      if (isCount(month.status) && Number(month.status) > Number(before.status)) expect(month.upb).toBe(before.upb);
      if (month.status === '00' && before.status === '00') expect(Number(month.upb)).toBeLessThan(Number(before.upb));
    }
  });

  it('holds what a demo needs: loans on time, late, worked out, acquired and gone', () => {
    const months = loans.flatMap((loan) => loan.months);
    for (const status of ['00', '01', '02', '03', 'RA'])
      expect(
        months.some((month) => month.status === status),
        status,
      ).toBe(true);
    expect(months.some((month) => month.modified) && months.some((month) => month.deferred)).toBe(true);
  });
});
