import type { Pool, PoolClient } from 'pg';

/** Removes proposals that nobody waits for any more: what a process that was killed had laid out stands there in clear. */
export async function sweepProposals(pool: Pick<Pool, 'query'>): Promise<void> {
  await pool.query('select ledger.sweep_proposals()');
}

/** Removes what waits for a signature about some streams: their values are to be gone. Whoever waits is told that nobody signed. */
export async function withdrawProposals(client: Pick<PoolClient, 'query'>, streams: readonly string[]): Promise<void> {
  await client.query('select ledger.withdraw_about($1)', [streams]);
}
