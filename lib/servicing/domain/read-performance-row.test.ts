import { describe, expect, it } from 'vitest';
import { performanceDialect, readPerformanceRow } from './read-performance-row';

/** A line of 35 fields; `set` puts values at 1-based positions of the layout. */
function fields(set: Readonly<Record<number, string>> = {}, count = 35): string[] {
  const line = new Array<string>(count).fill('');
  const whole: Record<number, string> = { 1: 'F24Q1N000001', 2: '202410', 3: '239000.00', 4: '01', 11: '6.500', ...set };
  for (const [position, value] of Object.entries(whole)) line[Number(position) - 1] = value;
  return line;
}

function rowOf(set: Readonly<Record<number, string>>): unknown {
  const reading = readPerformanceRow(fields(set));
  return 'row' in reading ? reading.row : reading;
}

const whole = {
  agencyLoanId: 'F24Q1N000001', period: 202410, upb: '239000.00', status: '01', noteRate: '6.500', modified: false, deferred: false,
  assistancePlan: null, zeroBalanceCode: null, zeroBalancePeriod: null, removalUpb: null,
}; // prettier-ignore

describe('a performance line', () => {
  it('is read alike in both releases', () => {
    expect(readPerformanceRow(fields())).toEqual({ row: whole });
    expect(readPerformanceRow(fields({}, 32))).toEqual({ row: whole });
  });

  it.each<[string, Record<number, string>, Record<string, unknown>]>([
    ['a status of one digit, as before Release 47', { 4: '3' }, { status: '03' }],
    ['a blank status, as before Release 47, as unknown and never current', { 4: '' }, { status: 'XX' }],
    ['an unknown status', { 4: 'XX' }, { status: 'XX' }],
    ['an acquired property', { 4: 'RA' }, { status: 'RA' }],
    ['the most months a status can say', { 4: '99' }, { status: '99' }],
    ['a balance in whole dollars', { 3: '239000' }, { upb: '239000.00' }],
    ['a balance with one decimal and leading zeros', { 3: '000239000.5' }, { upb: '239000.50' }],
    ['a balance of nothing', { 3: '0' }, { upb: '0.00' }],
    ['a rate in short form', { 11: '4' }, { noteRate: '4.000' }],
    ['no rate', { 11: '' }, { noteRate: null }],
    ['a modification of this month', { 8: 'Y' }, { modified: true }],
    ['a modification of an earlier month', { 8: 'P' }, { modified: false }],
    ['a deferral of this month', { 25: 'C' }, { deferred: true }],
    ['a deferral of this month as before Release 47', { 25: 'Y' }, { deferred: true }],
    ['a deferral of an earlier month', { 25: 'P' }, { deferred: false }],
    ['a forbearance plan', { 30: 'F' }, { assistancePlan: 'forbearance' }],
    ['a repayment plan', { 30: 'R' }, { assistancePlan: 'repayment-plan' }],
    ['a trial plan', { 30: 'T' }, { assistancePlan: 'trial-plan' }],
    ['an exit', { 9: '01', 10: '202409', 27: '238500.1' }, { zeroBalanceCode: '01', zeroBalancePeriod: 202409, removalUpb: '238500.10' }],
    ['fields padded with spaces', { 1: ' F24Q1N000001 ', 4: ' 02 ' }, { agencyLoanId: 'F24Q1N000001', status: '02' }],
  ])('gives %s', (_, set, expected) => {
    expect(rowOf(set)).toEqual({ ...whole, ...expected });
  }); // prettier-ignore

  it.each(['01', '02', '03', '09', '15', '16', '96'])('knows the zero balance code %s of the layout', (code) => {
    expect(rowOf({ 9: code })).toMatchObject({ zeroBalanceCode: code });
  });
});

describe('a performance line that cannot be read', () => {
  it.each([
    ['Loan Identifier', 1, 'A loan number has letters and digits.', 'short'],
    ['Loan Identifier', 1, 'A loan number has letters and digits.', '__PROTO__'],
    ['Loan Identifier', 1, 'A loan number has letters and digits.', 'F24Q1N00000é'],
    ['Loan Identifier', 1, 'A loan number has letters and digits.', 'F24Q1N\x00000001'],
    ['Loan Identifier', 1, 'A loan number has letters and digits.', "'; drop table --"],
    ['Period', 2, 'A month is written as year and month, such as 202610.', '202413'],
    ['Period', 2, 'A month is written as year and month, such as 202610.', '202400'],
    ['Period', 2, 'A month is written as year and month, such as 202610.', '2024-10'],
    ['Period', 2, 'A month is written as year and month, such as 202610.', '٢٠٢٤١٠'],
    ['Current Actual UPB', 3, 'A balance is an amount in dollars.', '-1.00'],
    ['Current Actual UPB', 3, 'A balance is an amount in dollars.', '1.001'],
    ['Current Actual UPB', 3, 'A balance is an amount in dollars.', '1e9'],
    ['Current Actual UPB', 3, 'A balance is an amount in dollars.', 'NaN'],
    ['Current Actual UPB', 3, 'A balance is an amount in dollars.', '1,000'],
    ['Current Actual UPB', 3, 'A balance is an amount in dollars.', '9'.repeat(13)],
    ['Current Loan Delinquency Status', 4, 'A status is a number of months, RA or XX.', '100'],
    ['Current Loan Delinquency Status', 4, 'A status is a number of months, RA or XX.', 'ra'],
    ['Current Loan Delinquency Status', 4, 'A status is a number of months, RA or XX.', '-1'],
    ['Current Interest Rate', 11, 'A rate is a percentage.', '100.000'],
    ['Current Interest Rate', 11, 'A rate is a percentage.', '6,5'],
    ['Zero Balance Code', 9, 'This zero balance code is not in the layout.', '1'],
    ['Zero Balance Code', 9, 'This zero balance code is not in the layout.', '06'],
    ['Zero Balance Effective Date', 10, 'A month is written as year and month, such as 202610.', '20241'],
    ['Zero Balance Removal UPB', 27, 'A balance is an amount in dollars.', '-5'],
    ['Borrower Assistance Plan', 30, 'A plan is F, R or T.', 'toString'],
    ['Borrower Assistance Plan', 30, 'A plan is F, R or T.', 'FR'],
  ])('names the field %s and the reason', (field, position, reason, text) => {
    expect(readPerformanceRow(fields({ [position]: text }))).toEqual({
      problems: [{ field, reason: `${reason} It reads “${text.slice(0, 40)}”.` }],
    });
  });

  it.each([
    ['Loan Identifier', 1],
    ['Period', 2],
    ['Current Actual UPB', 3],
  ])('needs the field %s', (field, position) => {
    const problems = [{ field, reason: 'It is empty, and a value is needed.' }];
    expect(readPerformanceRow(fields({ [position]: '  ' }))).toEqual({ problems });
  });

  it('is told all its problems at once', () => {
    expect(rowOf({ 2: 'x', 3: '', 30: 'Z' })).toMatchObject({ problems: [{ field: 'Period' }, { field: 'Current Actual UPB' }, { field: 'Borrower Assistance Plan' }] }); // prettier-ignore
    expect(readPerformanceRow([])).toMatchObject({ problems: [{}, {}, {}] });
  });
});

describe('an older dialect in a Release 47 file', () => {
  it('is remarked on: one-digit status and deferral flag Y', () => {
    expect(performanceDialect(fields({ 4: '0', 25: 'Y' }), 'R47')).toEqual([
      'Status has one digit, as before Release 47.',
      'The deferral flag is Y, as before Release 47.',
    ]);
  });

  it('is not one in today’s style, nor in a file of the earlier release', () => {
    expect(performanceDialect(fields({ 4: '00', 25: 'C' }), 'R47')).toEqual([]);
    expect(performanceDialect(fields({ 4: '0', 25: 'Y' }), 'earlier')).toEqual([]);
    expect(performanceDialect([], 'R47')).toEqual([]);
  });
});
