import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';

const LOOK_MILLISECONDS = 50;

/**
 * Waits until the published checkpoints or the views' positions are other than they were, at most so many milliseconds. The answer
 * says nothing of what came: the caller looks.
 */
export async function awaitCheckpoint(pool: Pool, before: string, longest: number): Promise<void> {
  const deadline = Date.now() + longest;
  while (Date.now() < deadline && (await markCheckpoints(pool)) === before) await pause(LOOK_MILLISECONDS);
}

/** A mark by which it is known again whether anything came: cosignatures change a note, and so its mark. */
export async function markCheckpoints(pool: Pool): Promise<string> {
  const { rows } = await pool.query<{ mark: string | null }>(
    `select (select min(position) from platform.cursor) || ' ' || string_agg(size || ' ' || md5(note), ' ' order by size) as mark
     from (select size, note from ledger.checkpoint order by size desc limit 8) newest`,
  );
  return rows[0]?.mark ?? '';
}
