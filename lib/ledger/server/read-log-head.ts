import type { Pool } from 'pg';
import { toBase64 } from '@/lib/ledger/domain/bytes';

/** The log's name, size and RFC 6962 root (base64): what anyone who is signed in may know of it. */
export async function readLogHead(pool: Pool): Promise<{ origin: string; size: number; root: string }> {
  const { rows } = await pool.query<{ origin: string; size: string; root: Buffer }>(
    'select (select origin from ledger.log) as origin, size, root from ledger.current_root()',
  );
  return { origin: rows[0]?.origin ?? '', size: Number(rows[0]?.size ?? 0), root: toBase64(rows[0]?.root ?? new Uint8Array()) };
}
