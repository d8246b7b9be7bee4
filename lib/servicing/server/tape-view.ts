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
