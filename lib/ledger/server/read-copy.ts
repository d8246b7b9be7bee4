import type { Pool } from 'pg';
import { parsePolicy } from '@/lib/ledger/domain/parse-policy';
import { verifyCheckpoint } from '@/lib/ledger/domain/verify-checkpoint';
import type { CopyView } from '@/lib/ledger/language/copy-view';
import { sha256, verifyBytes } from './hashing';
import { readPolicyText } from './witness-policy';

interface Row {
  readonly hub: string;
  readonly reached_at: Date | null;
  readonly lost_at: Date | null;
  readonly lost_why: 'unreachable' | 'refused' | null;
  readonly fault: string | null;
  readonly size: string | null;
  readonly note: string | null;
  readonly published_at: Date | null;
}

/** How this copy stands to its hub; undefined on a hub. */
export async function readCopy(pool: Pool): Promise<CopyView | undefined> {
  const { rows } = await pool.query<Row>(
    `select i.hub, i.reached_at, i.lost_at, i.lost_why, i.fault->>'code' as fault, c.size, c.note, c.published_at
     from ledger.intake i left join lateral (select size, note, published_at from ledger.checkpoint order by size desc limit 1) c on true`,
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  const { hub, reached_at, lost_at, lost_why, fault, size, note, published_at } = row;
  const at = note === null ? undefined : ((await vouchedAt(pool, note)) ?? published_at ?? undefined);
  return {
    hub,
    checkpoint: at === undefined ? null : { size: Number(size), at: at.toISOString() },
    reachedAt: reached_at?.toISOString() ?? null,
    lost: lost_at === null ? null : { at: lost_at.toISOString(), why: lost_why ?? 'unreachable' },
    fault,
  };
}

/** When the quorum of witnesses stood; undefined where none is asked for. */
async function vouchedAt(pool: Pool, note: string): Promise<Date | undefined> {
  const policy = parsePolicy(await readPolicyText(pool), sha256);
  const [origin = ''] = note.split('\n', 1);
  if ('refused' in policy) return undefined;
  const trust = { origin, policy, now: undefined };
  const { quorumSeconds } = await verifyCheckpoint(note, trust, { sha256, verifySignature: verifyBytes });
  return quorumSeconds === undefined ? undefined : new Date(quorumSeconds * 1000);
}
