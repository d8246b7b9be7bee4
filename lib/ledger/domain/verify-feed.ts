import type { FeedPage } from '@/lib/ledger/language/feed';
import { fromBase64 } from './bytes';
import type { Checkpoint } from './checkpoint';
import { verifyConsistency } from './consistency';
import type { Fault, FaultCode } from './fault';
import { appendLeaf, frontierRoot, leafHash } from './tree';
import { verifyCheckpoint, type CheckpointTrust } from './verify-checkpoint';
import type { LogCrypto } from './verify-commit';
import { verifyFeedCommits, type FeedGround } from './verify-feed-commits';

/** The log as a follower holds it: its size, the roots of its perfect subtrees, and what it has of leaves and streams. */
export interface HeldLog extends Omit<FeedGround, 'origin'> {
  readonly size: number;
  readonly frontier: readonly Uint8Array[];
}

/** What a page is worth. Only one without faults may be kept. */
export interface FeedVerdict {
  readonly faults: readonly Fault[];
  /** What it is proved by; absent when that cannot be relied on. */
  readonly checkpoint?: Checkpoint;
  /** Leaves that the page adds. */
  readonly leaves: readonly Uint8Array[];
}

/**
 * Checks a page of a feed (hostile) before anything of it is kept: the checkpoint under what the follower relies on; that the log it
 * is of begins with all that is held and the page's leaves, so nothing of it was changed, left out or put elsewhere; and every
 * commit and entry in it.
 */
export async function verifyFeed(
  page: FeedPage,
  held: HeldLog,
  { trust, crypto }: { trust: CheckpointTrust; crypto: LogCrypto },
): Promise<FeedVerdict> {
  const { checkpoint, faults: distrusted } = await verifyCheckpoint(page.checkpoint, trust, crypto);
  const fail = (code: FaultCode, index = held.size): FeedVerdict => ({ faults: [{ code, index }], leaves: [] });
  const [first] = distrusted;
  if (first !== undefined || checkpoint === undefined) return fail(first ?? 'CHECKPOINT_MALFORMED');
  if (checkpoint.size < held.size) return { ...fail('LOG_SHRANK', checkpoint.size), checkpoint };
  const leaves = splitLeaves(page);
  if (leaves === undefined) return fail('FEED_MALFORMED');
  if (page.from !== held.size || page.to > checkpoint.size) return fail('INDEX_GAP');
  if (!grows(page, { held, leaves, checkpoint }, crypto)) return { ...fail('LOG_REWRITTEN'), checkpoint };
  const leafAt = (index: number): Uint8Array | undefined => (index < held.size ? held.leafAt(index) : leaves[index - held.size]);
  const faults = await verifyFeedCommits(page, { ...trust, ...held, leafAt }, crypto);
  return { faults, checkpoint, leaves };
}

/** Whether the checkpoint's log begins with what is held and these leaves. */
function grows(
  page: FeedPage,
  { held, leaves, checkpoint }: { held: HeldLog; leaves: readonly Uint8Array[]; checkpoint: Checkpoint },
  { sha256 }: LogCrypto,
): boolean {
  const frontier = [...held.frontier];
  leaves.forEach((leaf, at) => {
    appendLeaf(frontier, { size: held.size + at, leaf: leafHash(leaf, sha256) }, sha256);
  });
  const path = page.growth.map((text) => fromBase64(text) ?? new Uint8Array());
  const growth = { from: page.to, to: checkpoint.size, path, rootFrom: frontierRoot(frontier, sha256), rootTo: checkpoint.root };
  return verifyConsistency(growth, sha256);
}

function splitLeaves({ from, to, leaves }: FeedPage): Uint8Array[] | undefined {
  const bytes = fromBase64(leaves);
  if (bytes?.length !== (to - from) * 32) return undefined;
  return Array.from({ length: to - from }, (_, at) => bytes.subarray(at * 32, at * 32 + 32));
}
