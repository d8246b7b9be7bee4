import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';

const LONGEST_MILLISECONDS = 5_000;

/** Waits until every room's view includes a ledger position, so that people read their own writes. Gives up quietly after five seconds. */
export async function awaitProjection(pool: Pool, position: bigint): Promise<boolean> {
  const deadline = Date.now() + LONGEST_MILLISECONDS;
  for (let wait = 4; Date.now() < deadline; wait = Math.min(wait * 2, 100)) {
    const { rows } = await pool.query<{ position: string | null }>('select min(position) as position from platform.cursor');
    if (BigInt(rows[0]?.position ?? 0) >= position) return true;
    await pause(wait);
  }
  return false;
}
