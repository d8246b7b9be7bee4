/** The states of a tape, in order; the last three end it. Only `ready` waits for a person. */
export type TapeState = 'receiving' | 'checking' | 'ready' | 'committing' | 'committed' | 'refused' | 'duplicate';

export type TapeFileKind = 'origination' | 'performance';

/** A received file: its name as sent, its size in bytes and its SHA-256 in hex. */
export interface TapeFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Totals the sender expects; compared before anything can be committed. `upbTotal` is dollars as a decimal string. */
export interface ControlTotals {
  readonly rowCount?: number | undefined;
  readonly upbTotal?: string | undefined;
}

/** How far the running phase has come. `rowsPerSecond` and `secondsLeft` are measured, not promised. */
export interface TapeProgress {
  readonly phase?: 'bytes' | 'rows' | 'facts';
  readonly done?: number;
  readonly total?: number;
  readonly rowsPerSecond?: number;
  readonly secondsLeft?: number;
}

/** What checking found; shown before commit. Counts are rows of the performance file unless they say loans. */
export interface TapeSummary {
  readonly rowCount: number;
  readonly upbTotal: string;
  readonly newLoans: number;
  readonly knownLoans: number;
  readonly newRows: number;
  readonly unchangedRows: number;
  readonly changedRows: number;
  readonly problemRows: number;
  readonly firstPeriod: string | null;
  readonly lastPeriod: string | null;
  readonly release: string;
  readonly notes: readonly string[];
}

/** Why a tape was refused as a whole, or which earlier tape it repeats. */
export interface TapeFault {
  readonly code: string;
  readonly message: string;
  readonly earlierTape?: string;
}

/** One import as its servicer sees it. */
export interface TapeView {
  readonly id: string;
  readonly book: string;
  readonly bookName: string;
  readonly state: TapeState;
  readonly createdAt: string;
  readonly committedAt: string | null;
  readonly control: ControlTotals;
  readonly files: Partial<Record<TapeFileKind, TapeFile>>;
  readonly progress: TapeProgress;
  readonly summary: TapeSummary | null;
  readonly fault: TapeFault | null;
  readonly reason: string | null;
}

export interface BookView {
  readonly id: string;
  readonly name: string;
}

/** Why a line was set aside. */
export interface TapeProblemView {
  readonly file: string;
  readonly line: number;
  readonly field: string;
  readonly reason: string;
}

/** What a month reads, as far as readings are compared. Cents as decimal strings; only balance and status of tapes checked by an earlier release. */
type ReadingView = {
  readonly upbCents: string;
  readonly status: string;
  readonly noteRate?: string | null;
  readonly assistancePlan?: string | null;
  /** A modification or deferral took effect. */
  readonly reset?: boolean;
  /** Why the loan left (zero balance code). */
  readonly exitCode?: string | null;
};

/** A month that was imported before and reads differently now. */
export interface TapeDifferenceView {
  readonly loanId: string;
  readonly agencyLoanId: string;
  readonly period: number;
  readonly line: number;
  readonly before: ReadingView;
  readonly after: ReadingView;
}

/** A tape with the first of what was found in it. */
export interface TapeDetail extends TapeView {
  readonly problems: readonly TapeProblemView[];
  readonly differences: readonly TapeDifferenceView[];
}
