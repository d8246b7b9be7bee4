import { deriveCorrection, knownOf, readsTheSame, type KnownMonth } from '@/lib/servicing/domain/derive-correction';
import type { DerivedFact } from '@/lib/servicing/domain/derived-fact';
import { deriveMonth, lastReportOf, unpaidAfter, type LastReport } from '@/lib/servicing/domain/derive-month';
import { isAcquired, saidAround, type MonthRow } from '@/lib/servicing/domain/month-reading';
import type { OriginationRow } from '@/lib/servicing/domain/read-origination-row';

/** One loan of a tape with what is known of it: its rows by month, and the months already reported. */
export interface LoanToDerive {
  /** Null for a loan that this tape boards. */
  readonly loanId: string | null;
  readonly origination: { readonly row: OriginationRow; readonly line: number } | null;
  /** Oldest month first. */
  readonly rows: readonly { readonly row: MonthRow; readonly line: number }[];
  readonly last: LastReport | null;
  /** Months reported before; empty when all rows are newer than they are. */
  readonly months: readonly KnownMonth[];
}

const LATE = 'The month was told after later ones.';

/** The facts of a loan's rows, month by month in order; unchanged months give none, changed and late ones corrections. */
export function deriveLoan(loan: LoanToDerive, source: { sourceFile: string; reason: string }): DerivedFact[][] {
  let last = loan.last;
  const months = new Map(loan.months.map((month) => [month.period, month]));
  return loan.rows.map(({ row, line }) => {
    const place = { sourceFile: source.sourceFile, sourceLine: line };
    const known = months.get(row.period);
    if (known !== undefined && readsTheSame(known, row, last?.exitCode ?? null)) return [];
    if (last !== null && row.period <= last.period) {
      const before = { months: [...months.values()], exitCode: last.exitCode, posted: last.posted };
      months.set(row.period, knownOf(row));
      last = correctedLast(last, [...months.values()], { row, isRepeated: known?.status === row.status });
      return deriveCorrection(before, row, { ...place, reason: known === undefined ? LATE : source.reason });
    }
    const facts = deriveMonth(last, row, place);
    last = lastReportOf(last, row);
    return facts;
  });
}

/** What the next month is told against when an earlier one was corrected or came late: that one, where no later one says more. */
function correctedLast(
  last: LastReport,
  months: readonly KnownMonth[],
  { row, isRepeated }: { row: MonthRow; isRepeated: boolean },
): LastReport {
  const [, later] = saidAround(months, row.period);
  return {
    ...last,
    ...(later === null && !isRepeated ? unpaidAfter(last, row) : {}),
    acquired: isAcquired(months),
    exitCode: row.zeroBalanceCode ?? last.exitCode,
  };
}
