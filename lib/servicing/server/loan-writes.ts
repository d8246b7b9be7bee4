import type { Pool } from 'pg';
import type { WireReceipt } from '@/lib/ledger/language/wire';
import type { CommitReceipt, Ledger } from '@/lib/ledger/server/ledger';
import type { Receipts } from '@/lib/ledger/server/receipts';
import type { Actor } from '@/lib/partners/server/actor';
import { awaitProjection } from '@/lib/platform/server/await-projection';
import { asOrganisation, type Database } from '@/lib/platform/server/database';
import { findLoan } from './find-loan';

/** What every use case that writes about a loan needs. */
export interface LoanWrites {
  readonly database: Database;
  readonly pool: Pool;
  readonly ledger: Ledger;
  readonly receipts: Receipts;
}

/** Where a write stands, for the answer. `replayed` when an earlier request with the same key had done the work. */
export interface WriteReceipt {
  readonly loanId: string;
  readonly recordedAt: string;
  readonly replayed: boolean;
  /** The hub's signed promise of when a checkpoint covers it. */
  readonly receipt: WireReceipt;
}

/** The loan's id if the actor's organisation services it, found as the actor may find it. */
export function findServicedLoan(writes: LoanWrites, actor: Actor, id: string): Promise<string> {
  return asOrganisation(writes.database, actor, (transaction) => findLoan(transaction, actor, id));
}

/** Waits until the views show the commit, so that who wrote it reads it. */
export async function settle(writes: LoanWrites, loanId: string, receipt: CommitReceipt): Promise<WriteReceipt> {
  await awaitProjection(writes.pool, receipt.firstIndex + BigInt(receipt.count));
  const { recordedAt, replayed } = receipt;
  return { loanId, recordedAt: recordedAt.toISOString(), replayed, receipt: writes.receipts.sign(receipt) };
}
