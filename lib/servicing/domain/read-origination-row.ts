import { creditScoreBand } from './credit-score-band';
import { FieldReader, type RowProblem } from './row-problem';
import type { Release } from './tape-layout';

/** What boarding needs of an origination line, in the wire forms of `LoanBoarded`. */
export interface OriginationRow {
  readonly agencyLoanId: string;
  readonly originalUpb: string;
  readonly originalNoteRate: string | null;
  readonly originalTermMonths: number | null;
  readonly firstPaymentOn: string;
  readonly maturityOn: string | null;
  readonly purpose: string | null;
  readonly occupancy: string | null;
  readonly amortization: string | null;
  readonly originalLtv: number | null;
  readonly propertyState: string | null;
  readonly zip3: string | null;
  readonly propertyType: string | null;
  readonly creditScore: number | null;
  readonly creditScoreBand: string | null;
}

export type RowReading<Row> = { readonly row: Row } | { readonly problems: readonly RowProblem[] };

const MONTH = { pattern: /^(19|20|21)\d{2}(0[1-9]|1[0-2])$/, reason: 'A month is written as year and month, such as 201903.' };
const PURPOSES: Readonly<Record<string, string>> = { P: 'purchase', C: 'cash-out refinance', N: 'refinance', R: 'refinance' };
const OCCUPANCIES: Readonly<Record<string, string>> = { P: 'primary residence', I: 'investment', S: 'second home' };
const AMORTIZATIONS: Readonly<Record<string, string>> = { FRM: 'fixed', ARM: 'adjustable' };
const PROPERTY_TYPES: Readonly<Record<string, string>> = {
  SF: 'single family',
  CO: 'condominium',
  PU: 'planned unit',
  MH: 'manufactured home',
  CP: 'cooperative',
};

const NUMBER = { field: 'Loan Identifier', pattern: /^[A-Z0-9]{8,20}$/, reason: 'A loan number has letters and digits.' };
const UPB = { field: 'Original UPB', pattern: /^\d{1,12}(\.\d{1,2})?$/, reason: 'A balance is an amount in dollars.' };
const RATE = { field: 'Original Interest Rate', pattern: /^\d{1,2}(\.\d{1,3})?$/, reason: 'A rate is a percentage.' };
const TERM = {
  field: 'Original Loan Term',
  pattern: /^0{0,2}[1-9]\d{0,2}$/,
  reason: 'A term is a number of months, at least one.',
};
const SCORE = {
  field: 'Credit Score',
  pattern: /^([3-7]\d\d|8[0-4]\d|850)$/,
  reason: 'A credit score lies from 300 to 850, or is 9999.',
  sentinels: ['9999'],
};
const LTV = { field: 'Original LTV', pattern: /^\d{1,3}$/, reason: 'A loan to value is a whole percentage.', sentinels: ['999'] };
const STATE = { field: 'Property State', pattern: /^[A-Z]{2}$/, reason: 'A state has two letters.' };
const ZIP = {
  field: 'Postal Code',
  pattern: /^\d{3}(\d{2})?$/,
  reason: 'A postal code has three or five digits.',
  sentinels: ['000', '00000'],
};

/** Reads one origination line (positions of the Freddie Mac layout; both releases agree on those read here). Input is hostile. */
export function readOriginationRow(fields: readonly string[]): RowReading<OriginationRow> {
  const reader = new FieldReader(fields);
  const number = reader.need(20, NUMBER);
  const upb = reader.need(11, UPB);
  const first = reader.need(2, { field: 'First Payment Date', ...MONTH });
  const maturity = reader.match(4, { field: 'Maturity Date', ...MONTH });
  const rate = reader.match(13, RATE);
  const term = reader.match(22, TERM);
  const score = reader.match(1, SCORE);
  const ltv = reader.match(12, LTV);
  const state = reader.match(17, STATE);
  const zip = reader.match(19, ZIP);
  if (reader.problems.length > 0 || number === null || upb === null || first === null) return { problems: reader.problems };
  const creditScore = score === null ? null : Number(score);
  return {
    row: {
      agencyLoanId: number,
      originalUpb: decimals(upb, 2),
      originalNoteRate: rate === null ? null : decimals(rate, 3),
      originalTermMonths: term === null ? null : Number(term),
      firstPaymentOn: firstOf(first),
      maturityOn: maturity === null ? null : firstOf(maturity),
      purpose: wordFor(PURPOSES, reader.text(21)),
      occupancy: wordFor(OCCUPANCIES, reader.text(8)),
      amortization: wordFor(AMORTIZATIONS, reader.text(16)),
      originalLtv: ltv === null ? null : Number(ltv),
      propertyState: state,
      zip3: zip?.slice(0, 3) ?? null,
      propertyType: wordFor(PROPERTY_TYPES, reader.text(18)),
      creditScore,
      creditScoreBand: creditScoreBand(creditScore),
    },
  };
}

/** Remarks on the style of a line that is readable but of an older habit. */
export function originationDialect(fields: readonly string[], release: Release): string[] {
  return release === 'R47' && /^\d{5}$/.test(fields[18] ?? '') ? ['Postal codes have five digits, as before Release 47.'] : [];
}

/** "4.25" → "4.250": a fixed number of decimals, so that the same value is always the same text. */
export function decimals(text: string, places: number): string {
  const [whole = '0', fraction = ''] = text.split('.');
  return `${whole.replace(/^0+(?=\d)/, '')}.${fraction.padEnd(places, '0')}`;
}

/** A code's word; a code that is none has none, also one that names what every object has (`__proto__`). */
function wordFor(words: Readonly<Record<string, string>>, code: string): string | null {
  return Object.hasOwn(words, code) ? (words[code] ?? null) : null;
}

function firstOf(month: string): string {
  return `${month.slice(0, 4)}-${month.slice(4)}-01`;
}
