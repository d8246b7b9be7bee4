import type { Pool } from 'pg';
import { parsePolicy } from '@/lib/ledger/domain/parse-policy';
import { verifyCheckpoint } from '@/lib/ledger/domain/verify-checkpoint';
import { sha256, verifyBytes } from './hashing';
import { readPolicyText } from './witness-policy';

/** A published checkpoint: its size, and the note as signed and cosigned. */
export interface StoredCheckpoint {
  readonly size: number;
  readonly note: string;
}

type Queryable = Pick<Pool, 'query'>;

/** Witnesses are asked as soon as a checkpoint is signed; one of so many newest ones has their answers. */
const LOOK_BACK = 8;

/**
 * The checkpoint that readers are given: the newest that its witnesses’ quorum has cosigned, so that a reader can rely on it at
 * once; the very newest while there is none. Undefined before the first.
 */
export async function readCheckpoint(client: Queryable): Promise<StoredCheckpoint | undefined> {
  const { rows } = await client.query<{ size: string; note: string }>(
    'select size, note from ledger.checkpoint order by size desc limit $1',
    [LOOK_BACK],
  );
  const policy = parsePolicy(await readPolicyText(client), sha256);
  const now = Math.floor(Date.now() / 1000);
  for (const { size, note } of rows) {
    const [origin = ''] = note.split('\n', 1);
    if ('refused' in policy) break;
    const verdict = await verifyCheckpoint(note, { origin, policy, now }, { sha256, verifySignature: verifyBytes });
    if (verdict.faults.length === 0) return { size: Number(size), note };
  }
  return rows[0] === undefined ? undefined : { size: Number(rows[0].size), note: rows[0].note };
}

/** Entries that some checkpoint covers; none before the first. */
export async function newestSize(client: Queryable): Promise<number> {
  const { rows } = await client.query<{ size: string | null }>('select max(size) as size from ledger.checkpoint');
  return Number(rows[0]?.size ?? 0);
}
