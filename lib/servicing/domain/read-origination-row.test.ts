import { describe, expect, it } from 'vitest';
import { decimals, originationDialect, readOriginationRow } from './read-origination-row';

/** A line of 31 fields; `set` puts values at 1-based positions of the layout. */
function fields(set: Readonly<Record<number, string>> = {}, count = 31): string[] {
  const line =
    '760|202401|N|205312|||1|P|80|30|240000|80|6.000|R|N|FRM|CA|SF|951|F24Q1N000001|P|360|2|OTHER|N|||N|2|N|9999'.split('|');
  for (const [position, value] of Object.entries(set)) line[Number(position) - 1] = value;
  return [...line, ...new Array<string>(count - line.length).fill('')];
}

function rowOf(set: Readonly<Record<number, string>>): unknown {
  const reading = readOriginationRow(fields(set));
  return 'row' in reading ? reading.row : reading;
}

const whole = {
  agencyLoanId: 'F24Q1N000001', originalUpb: '240000.00', originalNoteRate: '6.000', originalTermMonths: 360, firstPaymentOn: '2024-01-01',
  maturityOn: '2053-12-01', purpose: 'purchase', occupancy: 'primary residence', amortization: 'fixed', originalLtv: 80, propertyState: 'CA',
  zip3: '951', propertyType: 'single family', creditScore: 760, creditScoreBand: '740 and above',
}; // prettier-ignore

describe('an origination line', () => {
  it('is read alike in both releases', () => {
    expect(readOriginationRow(fields())).toEqual({ row: whole });
    expect(readOriginationRow(fields({}, 32))).toEqual({ row: whole });
  });

  it.each<[string, Record<number, string>, Record<string, unknown>]>([
    ['a score that is not available as none, and in no band', { 1: '9999' }, { creditScore: null, creditScoreBand: null }],
    ['the lowest score', { 1: '300' }, { creditScore: 300, creditScoreBand: 'below 620' }],
    ['the highest score', { 1: '850' }, { creditScore: 850 }],
    ['a loan to value that is not available', { 12: '999' }, { originalLtv: null }],
    ['a loan to value above the price', { 12: '105' }, { originalLtv: 105 }],
    ['the first three of five digits of a postal code', { 19: '95100' }, { zip3: '951' }],
    ['an unknown postal code', { 19: '000' }, { zip3: null }],
    ['an unknown postal code of five digits', { 19: '00000' }, { zip3: null }],
    ['codes that name what every object has', { 8: 'constructor', 16: '__proto__', 18: 'toString', 21: '__proto__' }, { purpose: null, occupancy: null, amortization: null, propertyType: null }],
    ['no state', { 17: '' }, { propertyState: null }],
    ['no maturity', { 4: '' }, { maturityOn: null }],
    ['no rate and no term', { 13: '', 22: '' }, { originalNoteRate: null, originalTermMonths: null }],
    ['a rate in short form', { 13: '4.25' }, { originalNoteRate: '4.250' }],
    ['an adjustable rate', { 16: 'ARM' }, { amortization: 'adjustable' }],
    ['a cash-out refinance', { 21: 'C' }, { purpose: 'cash-out refinance' }],
    ['a refinance without cash out', { 21: 'N' }, { purpose: 'refinance' }],
    ['a refinance that does not say', { 21: 'R' }, { purpose: 'refinance' }],
    ['an investment', { 8: 'I' }, { occupancy: 'investment' }],
    ['a second home', { 8: 'S' }, { occupancy: 'second home' }],
    ['a condominium', { 18: 'CO' }, { propertyType: 'condominium' }],
    ['a planned unit', { 18: 'PU' }, { propertyType: 'planned unit' }],
    ['a manufactured home', { 18: 'MH' }, { propertyType: 'manufactured home' }],
    ['a cooperative', { 18: 'CP' }, { propertyType: 'cooperative' }],
    ['what is not available by its sentinel as nothing', { 8: '9', 18: '99', 21: '9', 16: '' },
      { occupancy: null, propertyType: null, purpose: null, amortization: null }],
  ])('gives %s', (_, set, expected) => {
    expect(rowOf(set)).toEqual({ ...whole, ...expected });
  }); // prettier-ignore
});

describe('an origination line that cannot be read', () => {
  it.each([
    ['Credit Score', 1, 'A credit score lies from 300 to 850, or is 9999.', '299'],
    ['Credit Score', 1, 'A credit score lies from 300 to 850, or is 9999.', '851'],
    ['Credit Score', 1, 'A credit score lies from 300 to 850, or is 9999.', '760.5'],
    ['First Payment Date', 2, 'A month is written as year and month, such as 201903.', '201913'],
    ['Maturity Date', 4, 'A month is written as year and month, such as 201903.', 'never'],
    ['Original UPB', 11, 'A balance is an amount in dollars.', '-240000'],
    ['Original UPB', 11, 'A balance is an amount in dollars.', '9'.repeat(60)],
    ['Original UPB', 11, 'A balance is an amount in dollars.', 'Infinity'],
    ['Original LTV', 12, 'A loan to value is a whole percentage.', '80.5'],
    ['Original Interest Rate', 13, 'A rate is a percentage.', '6.0001'],
    ['Property State', 17, 'A state has two letters.', 'ca'],
    ['Property State', 17, 'A state has two letters.', '=1'],
    ['Postal Code', 19, 'A postal code has three or five digits.', '9510'],
    ['Loan Identifier', 20, 'A loan number has letters and digits.', '__proto__'],
    ['Loan Identifier', 20, 'A loan number has letters and digits.', 'F24Q1N\x00000001'],
    ['Loan Identifier', 20, 'A loan number has letters and digits.', 'Ｆ24Q1N000001'],
    ['Original Loan Term', 22, 'A term is a number of months, at least one.', '1000'],
    ['Original Loan Term', 22, 'A term is a number of months, at least one.', '0'],
    ['First Payment Date', 2, 'A month is written as year and month, such as 201903.', '000001'],
  ])('names the field %s and the reason', (field, position, reason, text) => {
    expect(readOriginationRow(fields({ [position]: text }))).toEqual({
      problems: [{ field, reason: `${reason} It reads “${text.slice(0, 40)}”.` }],
    });
  });

  it.each([
    ['First Payment Date', 2],
    ['Original UPB', 11],
    ['Loan Identifier', 20],
  ])('needs the field %s', (field, position) => {
    expect(rowOf({ [position]: '' })).toEqual({ problems: [{ field, reason: 'It is empty, and a value is needed.' }] });
  });

  it('is told all its problems at once, not only the first', () => {
    expect(rowOf({ 1: 'x', 2: '', 17: 'California' })).toMatchObject({
      problems: [{ field: 'First Payment Date' }, { field: 'Credit Score' }, { field: 'Property State' }],
    });
  });
});

describe('an older dialect in a Release 47 file', () => {
  it('is remarked on: postal codes of five digits', () => {
    expect(originationDialect(fields({ 19: '95100' }), 'R47')).toEqual(['Postal codes have five digits, as before Release 47.']);
    expect(originationDialect(fields({ 19: '95100' }), 'earlier')).toEqual([]);
    expect(originationDialect(fields(), 'R47')).toEqual([]);
    expect(originationDialect([], 'R47')).toEqual([]);
  });
});

it.each([
  ['4.25', 3, '4.250'],
  ['4', 3, '4.000'],
  ['0', 2, '0.00'],
  ['000.5', 2, '0.50'],
  ['007', 2, '7.00'],
])('the text %s is written with %i decimals as %s, so that one value is always one text', (text, places, written) => {
  expect(decimals(text, places)).toBe(written);
});
