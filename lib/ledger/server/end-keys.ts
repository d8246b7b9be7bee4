import type { Pool } from 'pg';

/** Postgres's code for an append that was signed with an ended key (migration 0032). */
export const REFUSED_ENDED_KEY = 'HL003';

/**
 * Nothing that was signed with these keys (SHA-256 of the raw public key, hex) is appended from now on, whatever process sealed it and
 * when: their retirement may then be told. The ledger seals such a commit again with the key that signs now. Done again it changes nothing.
 */
export async function endKeys(pool: Pick<Pool, 'query'>, keyIds: readonly string[]): Promise<void> {
  await pool.query('select ledger.end_keys($1)', [keyIds]);
}
