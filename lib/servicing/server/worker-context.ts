import type { Pool } from 'pg';
import type { Ledger } from '@/lib/ledger/server/ledger';
import type { TapeSummary } from '@/lib/servicing/language/tape-views';
import type { TapeStore } from './tape-store';

/** What the tape worker needs; the composition root hands it in. */
export interface WorkerContext {
  readonly pool: Pool;
  readonly ledger: Ledger;
  readonly store: TapeStore;
  /** Brings the views up to date, so that a tape is compared with all that came before it. */
  readonly follow: () => Promise<bigint>;
  readonly now: () => Date;
}

/** A tape as the worker reads it. */
export interface TapeRow {
  readonly id: string;
  readonly organisation: string;
  readonly book: string;
  readonly state: string;
  readonly control: { rowCount?: number; upbTotal?: string; files?: string[] };
  readonly files: Partial<Record<'origination' | 'performance', { name: string; bytes: number; sha256: string }>>;
  readonly summary: TapeSummary | null;
  readonly reason: string | null;
}
