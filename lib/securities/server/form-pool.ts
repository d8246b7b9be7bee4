import type { FactDraft } from '@/lib/ledger/server/fact-draft';
import type { Ledger } from '@/lib/ledger/server/ledger';
import { PoolFormed, SecurityIssued } from '@/lib/securities/language/facts';

/** A pool with the securities it backs. Balances are dollars as decimal strings. */
export interface FormedPool {
  readonly id: string;
  readonly name: string;
  readonly securitizer: string;
  readonly securities: readonly { readonly id: string; readonly name: string; readonly originalBalance: string }[];
}

/** The securitizer forms a pool and issues its securities. Doing it twice is the same as once. */
export async function formPool(ledger: Ledger, pool: FormedPool): Promise<void> {
  const now = new Date().toISOString();
  const stream = `pool/${pool.id}`;
  const formed = { pool: pool.id, name: pool.name, securitizer: pool.securitizer };
  const issued = pool.securities.map(({ id, name, originalBalance }): FactDraft => ({
    definition: SecurityIssued,
    stream,
    values: { security: id, pool: pool.id, name, originalBalance },
    occurredAt: now,
    causes: [{ draft: 0 }],
  }));
  const request = { organisation: pool.securitizer, actor: 'start', idempotencyKey: stream, fingerprint: pool.id };
  const facts: FactDraft[] = [{ definition: PoolFormed, stream, values: formed, occurredAt: now, causes: [] }, ...issued];
  await ledger.commit({ ...request, signedAt: now, facts });
}
