import type { Pool, PoolClient } from 'pg';
import { integerArray, textArray } from '@/lib/platform/server/binary-array';

/** A row of values as it shall be: without sealed bytes it holds nothing any more. */
export interface RewrittenRow {
  readonly index: string;
  readonly fieldGroup: string;
  /** Names of all its fields that are lost, those lost before among them. */
  readonly erased: readonly string[];
  readonly sealed: Uint8Array;
}

/** Rewrites rows of values. Postgres lets a row be sealed and lose fields, and nothing else (migration 0020). */
export async function rewriteValues(client: Pick<Pool | PoolClient, 'query'>, rows: readonly RewrittenRow[]): Promise<void> {
  let end = 0;
  await client.query('select ledger.rewrite_values($1::bigint[], $2, $3, $4, $5)', [
    rows.map((row) => row.index),
    textArray(rows.map((row) => row.fieldGroup)),
    textArray(rows.map((row) => row.erased.join(' '))),
    Buffer.concat(rows.map((row) => row.sealed)),
    integerArray(rows.map((row) => (end += row.sealed.length))),
  ]);
}
