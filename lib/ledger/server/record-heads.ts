import type { Pool, PoolClient } from 'pg';
import { toHex } from '@/lib/ledger/domain/bytes';
import { HUB, LOG_STREAM, StreamHeads } from '@/lib/ledger/language/facts';
import type { Ledger } from './ledger';
import { readCheckpoint, type StoredCheckpoint } from './read-checkpoint';
import { updateMap } from './update-map';

/** Begins the idempotency key of a commit of heads; the size it covers follows. */
const HEADS_KEY = 'heads/';

/**
 * Brings the map of stream heads up to the log's size and appends its root, so that the next checkpoint can end with it.
 * False when nothing came since the last time.
 */
export async function recordHeads(pool: Pool, ledger: Ledger, now: Date): Promise<boolean> {
  const { rows } = await pool.query<{ size: string; last: string | null }>(
    'select size, (select index from ledger.stream_head where stream = $1) as last from ledger.head',
    [LOG_STREAM],
  );
  const size = Number(rows[0]?.size ?? 0);
  if (size === 0 || (rows[0]?.last !== null && size === Number(rows[0]?.last) + 1)) return false;
  const root = toHex(await mapAt(pool, size));
  await ledger.commit({
    organisation: HUB,
    actor: 'log',
    idempotencyKey: `${HEADS_KEY}${String(size)}`,
    fingerprint: root,
    signedAt: now.toISOString(),
    facts: [{ definition: StreamHeads, stream: LOG_STREAM, values: { size, root }, occurredAt: now.toISOString(), causes: [] }],
  });
  return true;
}

async function mapAt(pool: Pool, size: number): Promise<Uint8Array> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const root = await updateMap(client, size, await sizeStillAsked(client));
    await client.query('commit');
    return root;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

/** The size the map had for the checkpoint that readers are given: they ask about that, and nothing older. */
async function sizeStillAsked(client: PoolClient): Promise<number> {
  const checkpoint = await readCheckpoint(client);
  return checkpoint === undefined ? 0 : mappedSize(client, checkpoint);
}

/** The size of the log that a checkpoint's map covers, by the key of the commit it ends with. */
export async function mappedSize(client: Pick<Pool, 'query'>, checkpoint: StoredCheckpoint): Promise<number> {
  const { rows } = await client.query<{ key: string }>(
    'select idempotency_key as key from ledger.commit where first_index = $1',
    [checkpoint.size - 1],
  );
  return Number(rows[0]?.key.slice(HEADS_KEY.length) ?? 0);
}
