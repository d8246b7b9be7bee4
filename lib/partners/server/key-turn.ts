import type { Pool } from 'pg';

/** Any number will do, as long as every process uses the same. */
const KEY_CHANGES = 7_426_183;

/** One change of an organisation's keys at a time, whoever asks: two at once could retire each other's. */
export async function inKeyTurn<Result>(pool: Pool, organisation: string, work: () => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  const turn = [KEY_CHANGES, organisation];
  try {
    await client.query('select pg_advisory_lock($1, hashtext($2))', turn);
    return await work();
  } finally {
    await client.query('select pg_advisory_unlock($1, hashtext($2))', turn).finally(() => {
      client.release();
    });
  }
}
