import type { BucketSum } from '@/lib/servicing/language/sum-buckets';

export interface PortfolioMonth {
  readonly period: number;
  readonly buckets: readonly BucketSum[];
}

/** A loan that moved between buckets. */
export interface MovementView {
  readonly index: number;
  readonly loanId: string;
  readonly agencyLoanId?: string;
  readonly from: string;
  readonly to: string;
  readonly upb: string;
  readonly asOfOn: string;
  readonly recordedAt: string;
}

/** How fresh and how late each servicer's part is. */
export interface ServicerSum {
  readonly servicer: string;
  readonly name: string;
  readonly count: number;
  readonly upb: string;
  readonly lateCount: number;
  readonly asOfOn: string;
}

export interface PortfolioView {
  readonly count: number;
  readonly upb: string;
  readonly buckets: readonly BucketSum[];
  readonly months: readonly PortfolioMonth[];
  readonly servicers: readonly ServicerSum[];
  /** Moves since the reader last looked, counted: into a worse bucket, into a better one, back to current. */
  readonly moved: { readonly worse: number; readonly better: number; readonly cured: number };
}
