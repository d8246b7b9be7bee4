import { addMonths, type Period } from '@/lib/servicing/language/period';

/** A run of the story: three loans of their own, so that it can be played again and again. */
export interface StoryTape {
  readonly loans: readonly string[];
  readonly origination: string;
  /** The month in which all have paid. */
  readonly before: string;
  /** The month in which the first has not. */
  readonly missed: string;
}

/** The lines of a run, in the Release 47 layout: 31 and 35 fields. `run` is six capital letters or digits. */
export function storyTape(run: string, lastPeriod: Period): StoryTape {
  const loans = [1, 2, 3].map((at) => `${run}${String(at).padStart(6, '0')}`);
  const first = addMonths(lastPeriod, -30);
  const maturity = addMonths(first, 359);
  const origination = loans.map(
    (loan) =>
      `742|${String(first)}|N|${String(maturity)}||0|1|P|78|31|280000|78|6.125|R|N|FRM|OH|SF|441|${loan}|P|360|2|OTHER|N|||N|2|N|9999`,
  );
  const month = (period: Period, status: (at: number) => string): string =>
    loans.map((loan, at) => performance({ loan, period, status: status(at) })).join('\n');
  return {
    loans,
    origination: origination.join('\n'),
    before: month(addMonths(lastPeriod, -1), () => '00'),
    missed: month(lastPeriod, (at) => (at === 0 ? '01' : '00')),
  };
}

function performance(row: { loan: string; period: Period; status: string }): string {
  const fields = new Array<string>(35).fill('');
  Object.assign(fields, {
    0: row.loan,
    1: String(row.period),
    2: '271904.33',
    3: row.status,
    4: '29',
    5: '331',
    10: '6.125',
    31: '271904.33',
    33: 'OTHER',
  });
  return fields.join('|');
}
