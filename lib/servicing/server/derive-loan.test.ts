import { describe, expect, it } from 'vitest';
import type { MonthRow } from '@/lib/servicing/domain/month-reading';
import { deriveLoan, type LoanToDerive } from './derive-loan';

const source = { sourceFile: 'f'.repeat(64), reason: 'Sent again' };

/** A row of a month with a status, on a line of its own. */
function month(period: number, status: string): LoanToDerive['rows'][number] {
  const row: MonthRow = {
    agencyLoanId: 'F24Q1N000001', period, upb: '239000.00', status, noteRate: '6.000', modified: false, deferred: false, assistancePlan: null,
    zeroBalanceCode: null, zeroBalancePeriod: null, removalUpb: null, firstDueOn: null,
  }; // prettier-ignore
  return { row, line: period % 100 };
}

/** The types of the facts of each row. */
function typesOf(rows: LoanToDerive['rows'], over: Partial<LoanToDerive> = {}): string[][] {
  const loan = { loanId: null, origination: null, rows, last: null, months: [], ...over };
  return deriveLoan(loan, source).map((facts) => facts.map((fact) => fact.definition.type));
}

const known = (period: number, status: string): LoanToDerive['months'] => [
  { period, status, upb: '239000.00', noteRate: '6.000', assistancePlan: null, exited: false, reset: false, firstDueOn: null },
];

describe('a loan’s rows', () => {
  it('are told month against month, each against the one before it', () => {
    expect(typesOf([month(202408, '00'), month(202409, '01'), month(202410, '00')])).toEqual([
      ['BalanceReported'],
      ['BalanceReported', 'PaymentMissed'],
      ['BalanceReported', 'PaymentReceived'],
    ]);
  });

  it('go on from what was known before the tape', () => {
    const last = { period: 202408, firstUnpaidOn: '2024-08-01', posted: [], acquired: false, exitCode: null };
    expect(typesOf([month(202409, '00')], { last })).toEqual([['BalanceReported', 'PaymentReceived']]);
  });

  it('say nothing of a month that reads as before', () => {
    const last = { period: 202409, firstUnpaidOn: '2024-09-01', posted: [], acquired: false, exitCode: null };
    expect(typesOf([month(202409, '01'), month(202410, '02')], { last, months: known(202409, '01') })).toEqual([
      [],
      ['BalanceReported', 'PaymentMissed'],
    ]);
  });

  it('correct a month that reads differently, with the reason given for it', () => {
    const last = { period: 202409, firstUnpaidOn: '2024-09-01', posted: [], acquired: false, exitCode: null };
    const loan = { loanId: 'a', origination: null, rows: [month(202409, '00')], last, months: known(202409, '01') };
    const [facts] = deriveLoan(loan, source);
    expect(facts?.map((fact) => fact.definition.type)).toEqual(['ReportCorrected', 'PaymentReceived']);
    expect(facts?.[0]?.values).toMatchObject({
      reason: 'Sent again',
      previousStatus: '01',
      sourceLine: 9,
      sourceFile: source.sourceFile,
    });
  });

  it('correct a month older than the newest, for nothing after it is told again', () => {
    const last = { period: 202410, firstUnpaidOn: '2024-11-01', posted: [], acquired: false, exitCode: null };
    expect(typesOf([month(202407, 'XX')], { last })).toEqual([['ReportCorrected']]);
  });

  it('carry the line each was read from', () => {
    const loan = {
      loanId: null,
      origination: null,
      rows: [month(202408, '00'), month(202409, '01')],
      last: null,
      months: [],
    };
    expect(deriveLoan(loan, source).map((facts) => facts.map((fact) => fact.values.sourceLine))).toEqual([[8], [9, 9]]);
  });
});
