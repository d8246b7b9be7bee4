import type { Pool } from 'pg';
import { LOCKS } from '@/lib/platform/server/locks';

/** One change of an organisation's keys at a time, whoever asks: two at once could retire each other's. */
export async function inKeyTurn<Result>(pool: Pool, organisation: string, work: () => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  const turn = [LOCKS.organisationKeys, organisation];
  try {
    await client.query('select pg_advisory_lock($1, hashtext($2))', turn);
    return await work();
  } finally {
    await client.query('select pg_advisory_unlock($1, hashtext($2))', turn).finally(() => {
      client.release();
    });
  }
}
