import { deriveCorrection } from '@/lib/servicing/domain/derive-correction';
import { deriveMonth, lastReportOf, type DerivedFact, type LastReport } from '@/lib/servicing/domain/derive-month';
import type { OriginationRow } from '@/lib/servicing/domain/read-origination-row';
import type { PerformanceRow } from '@/lib/servicing/domain/read-performance-row';

/** One loan of a tape with what is known of it: its rows by month, and the months already reported. */
export interface LoanToDerive {
  /** Null for a loan that this tape boards. */
  readonly loanId: string | null;
  readonly origination: { readonly row: OriginationRow; readonly line: number } | null;
  readonly rows: readonly { readonly row: PerformanceRow; readonly line: number }[];
  readonly last: LastReport | null;
  /** Months reported before, by period; `same` when the row says nothing new. */
  readonly known: ReadonlyMap<number, { readonly status: string; readonly upb: string; readonly same: boolean }>;
}

/** The facts of a loan's rows, month by month in order; unchanged months give none, changed ones corrections. */
export function deriveLoan(loan: LoanToDerive, source: { sourceFile: string; reason: string }): DerivedFact[][] {
  let last = loan.last;
  return loan.rows.map(({ row, line }) => {
    const place = { sourceFile: source.sourceFile, sourceLine: line };
    const known = loan.known.get(row.period);
    if (known?.same === true) return [];
    // A month older than the newest known one is a correction too: nothing after it is told again.
    if (known !== undefined || (last !== null && row.period < last.period))
      return deriveCorrection(known ?? null, row, { ...place, reason: source.reason });
    const facts = deriveMonth(last, row, place);
    last = lastReportOf(last, row);
    return facts;
  });
}
