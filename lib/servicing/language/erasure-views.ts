/** An organisation that holds a copy, and what it said of an erasure; null where it has said nothing yet. */
export interface CopyView {
  readonly holder: string;
  readonly holderName: string;
  readonly confirmed: {
    readonly at: string;
    readonly entryCount: number;
    readonly fieldCount: number;
    readonly keyDestroyed: boolean;
  } | null;
}

/** A certificate of erasure: what was decided, by whom, why, and which copies have obeyed. `digest` is the entry that decided it. */
export interface ErasureView {
  readonly digest: string;
  readonly scope: 'person' | 'fields';
  readonly fields: readonly string[];
  readonly version: number | null;
  readonly throughVersion: number;
  readonly reason: string;
  readonly legalBasis: string;
  readonly organisation: string;
  readonly organisationName: string;
  readonly decidedAt: string;
  readonly copies: readonly CopyView[];
}

/** A legal hold that stands. */
export interface HoldView {
  readonly hold: string;
  readonly organisation: string;
  readonly reason: string;
  readonly since: string;
}

/** What was erased of a loan's record, and what stands against erasing more. */
export interface ErasuresView {
  readonly loanId: string;
  readonly erasures: readonly ErasureView[];
  /** Only for those who may know of holds. */
  readonly holds: readonly HoldView[];
}
