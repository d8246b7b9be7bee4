import { bitOf, nodeBytes, pathIn, streamKey, type MapLeaf, type MapNode } from '@/lib/ledger/domain/stream-map';
import type { Transaction } from '@/lib/platform/server/database';
import { sha256 } from './hashing';
import { BUCKET_DEPTH, bucketOf, bucketRange, FIRST_BUCKET } from './map-buckets';

/** Where a stream ends by the map, with the way to the map's root. */
export interface MapPath {
  readonly leaf: MapLeaf;
  readonly siblings: readonly Uint8Array[];
}

/**
 * The proof of a stream's head in the map as it was when the log had `size` entries, for sizes that a recent checkpoint
 * covers; undefined for a stream the map did not know then.
 */
export async function readMapPath(transaction: Transaction, stream: string, size: number): Promise<MapPath | undefined> {
  const key = streamKey(stream, sha256);
  const bucket = bucketOf(key);
  const [low, high] = bucketRange(bucket);
  const leaves = await transaction.$queryRaw<MapLeaf[]>`
    select distinct on (key) key, version, digest from ledger.map_leaf
    where key >= ${low} and key <= ${high} and since <= ${size} order by key, since desc`;
  const leaf = leaves.find((each) => Buffer.compare(each.key, key) === 0);
  if (leaf === undefined) return undefined;
  const above = await readSiblings(transaction, key, { bucketNode: FIRST_BUCKET + bucket, size });
  const below = pathIn(leaves, key, BUCKET_DEPTH, sha256) ?? [];
  return { leaf, siblings: [...below, ...above] };
}

/** The siblings above a bucket, lowest first; a leaf that has risen above its bucket has none until its place. */
async function readSiblings(
  transaction: Transaction,
  key: Uint8Array,
  { bucketNode, size }: { bucketNode: number; size: number },
): Promise<Uint8Array[]> {
  const chain = Array.from({ length: BUCKET_DEPTH + 1 }, (_, depth) => bucketNode >> (BUCKET_DEPTH - depth));
  const wanted = chain.flatMap((node) => [node, node ^ 1]);
  const rows = await transaction.$queryRaw<{ node: number; kind: 'leaf' | 'branch'; hash: Uint8Array }[]>`
    select distinct on (node) node, kind, hash from ledger.map_node
    where node = any (${wanted}) and since <= ${size} order by node, since desc`;
  const nodes = new Map<number, MapNode>(rows.map(({ node, kind, hash }) => [node, { kind, hash }]));
  const siblings: Uint8Array[] = [];
  for (let depth = 0; depth < BUCKET_DEPTH && nodes.get(chain[depth] ?? 0)?.kind === 'branch'; depth += 1) {
    const child = (chain[depth] ?? 0) * 2 + bitOf(key, depth);
    siblings.unshift(nodeBytes(nodes.get(child ^ 1)));
  }
  return siblings;
}
