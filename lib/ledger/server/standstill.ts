import type { Pool } from 'pg';

/**
 * Why nothing is appended: the database lacks what the log's key has signed (`BEHIND`), or it is a restored copy that was not
 * yet compared with what lies outside it (`RESTORED`).
 */
export type Standstill = 'BEHIND' | 'RESTORED';

/** Postgres's code for an append that a standstill refused (migration 0019). */
export const REFUSED_BEHIND = 'HL001';

/** Its code for an append under a name that the log had before (migration 0023). */
export const REFUSED_OLD_NAME = 'HL002';

/** Why nothing is appended now; undefined when all is well. */
export async function readStandstill(client: Pick<Pool, 'query'>): Promise<Standstill | undefined> {
  const { rows } = await client.query<{ standstill: Standstill | null }>('select ledger.standstill() as standstill');
  return rows[0]?.standstill ?? undefined;
}
