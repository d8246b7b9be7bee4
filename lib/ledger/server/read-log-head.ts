import type { Pool } from 'pg';
import { toBase64 } from '@/lib/ledger/domain/bytes';
import { readCurrentLog } from './read-lineage';

/** The log and its newest checkpoint: what anyone may know of it. `root` is base64; no checkpoint before the first. */
export interface LogHead {
  readonly origin: string;
  readonly checkpoint: { readonly size: number; readonly root: string; readonly publishedAt: string } | undefined;
}

/** Reads the log's name and newest checkpoint. */
export async function readLogHead(pool: Pool): Promise<LogHead> {
  const { origin } = await readCurrentLog(pool);
  const { rows } = await pool.query<{ size: string; root: Buffer; published_at: Date }>(
    'select size, root, published_at from ledger.checkpoint order by size desc limit 1',
  );
  const newest = rows[0];
  return {
    origin,
    checkpoint:
      newest === undefined
        ? undefined
        : { size: Number(newest.size), root: toBase64(newest.root), publishedAt: newest.published_at.toISOString() },
  };
}
