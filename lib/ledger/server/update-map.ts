import type { PoolClient } from 'pg';
import { joinNodes, nodeBytes, streamKey, subtreeOf, type MapLeaf, type MapNode } from '@/lib/ledger/domain/stream-map';
import { sha256 } from './hashing';
import { BUCKET_DEPTH, bucketOf, bucketRange, FIRST_BUCKET } from './map-buckets';

/** Buckets whose leaves are read in one query. */
const BUCKETS_A_QUERY = 4_096;

/**
 * Brings the map of stream heads up to a size of the log, in the caller's transaction: the streams that moved since, their
 * buckets, and the nodes above them. The work follows the number of streams that moved, not the map's size. What stood at
 * size `keep` and since stays readable; of what moved, anything older goes.
 */
export async function updateMap(client: PoolClient, to: number, keep: number): Promise<Uint8Array> {
  const { rows: states } = await client.query<{ size: string; root: Buffer }>(
    'select size, root from ledger.map_state for update',
  );
  const state = states[0];
  if (state === undefined) throw new Error('The map of stream heads has no state');
  const moved = await movedHeads(client, Number(state.size), to);
  if (moved.length === 0) return state.root;
  await writeLeaves(client, moved, to);
  const changed = await changedBuckets(client, [...new Set(moved.map((leaf) => bucketOf(leaf.key)))]);
  const nodes = await readAround(client, [...changed.keys()]);
  for (const [node, value] of changed) nodes.set(node, value);
  const touched = foldUp(nodes, [...changed.keys()]);
  await writeNodes(client, touched, { nodes, since: to });
  await forget(client, { keys: moved.map((leaf) => leaf.key), nodes: touched, keep });
  const root = nodeBytes(nodes.get(1));
  await client.query('update ledger.map_state set size = $1, root = $2', [to, root]);
  return root;
}

async function movedHeads(client: PoolClient, from: number, to: number): Promise<MapLeaf[]> {
  const { rows } = await client.query<{ stream: string; version: number; digest: Buffer }>(
    `select distinct on (stream) stream, version, digest from ledger.entry where index >= $1 and index < $2
     order by stream, version desc`,
    [from, to],
  );
  return rows.map((row) => ({ key: streamKey(row.stream, sha256), version: row.version, digest: row.digest }));
}

async function writeLeaves(client: PoolClient, leaves: readonly MapLeaf[], since: number): Promise<void> {
  await client.query('insert into ledger.map_leaf select *, $4::bigint from unnest($1::bytea[], $2::integer[], $3::bytea[])', [
    leaves.map((leaf) => leaf.key),
    leaves.map((leaf) => leaf.version),
    leaves.map((leaf) => leaf.digest),
    since,
  ]);
}

/** The nodes of some buckets over the leaves that now stand in them. */
async function changedBuckets(client: PoolClient, buckets: readonly number[]): Promise<Map<number, MapNode>> {
  const nodes = new Map<number, MapNode>();
  for (let at = 0; at < buckets.length; at += BUCKETS_A_QUERY) {
    const some = buckets.slice(at, at + BUCKETS_A_QUERY);
    const ranges = some.map(bucketRange);
    const { rows } = await client.query<{ bucket: number; key: Buffer; version: number; digest: Buffer }>(
      // Bucket by bucket: Postgres takes a range to hold a ninth of all, and would compare every leaf with every range.
      `select b.bucket, l.* from unnest($1::integer[], $2::bytea[], $3::bytea[]) b(bucket, low, high) cross join lateral (
         select distinct on (key) key, version, digest from ledger.map_leaf
         where key >= b.low and key <= b.high order by key, since desc) l`,
      [some, ranges.map(([low]) => low), ranges.map(([, high]) => high)],
    );
    const leaves = new Map<number, MapLeaf[]>(some.map((bucket) => [bucket, []]));
    for (const row of rows) leaves.get(row.bucket)?.push(row);
    for (const [bucket, own] of leaves) nodes.set(FIRST_BUCKET + bucket, subtreeOf(own, BUCKET_DEPTH, sha256));
  }
  return nodes;
}

/** The stored siblings of some nodes and of all nodes above them. */
async function readAround(client: PoolClient, changed: readonly number[]): Promise<Map<number, MapNode>> {
  const wanted = new Set<number>();
  for (const node of changed) for (let at = node; at > 1; at >>= 1) wanted.add(at ^ 1);
  const { rows } = await client.query<{ node: number; kind: 'leaf' | 'branch'; hash: Buffer }>(
    'select distinct on (node) node, kind, hash from ledger.map_node where node = any ($1) order by node, since desc',
    [[...wanted]],
  );
  return new Map(rows.map((row) => [row.node, { kind: row.kind, hash: row.hash }]));
}

/** Recomputes every node above the changed ones, a level at a time. Answers all that changed. */
function foldUp(nodes: Map<number, MapNode>, changed: readonly number[]): number[] {
  const touched = [...changed];
  for (let level = [...new Set(changed)]; level.some((node) => node > 1);) {
    level = [...new Set(level.map((node) => node >> 1))];
    for (const node of level) nodes.set(node, joinNodes(nodes.get(node * 2), nodes.get(node * 2 + 1), sha256));
    touched.push(...level);
  }
  return touched;
}

async function writeNodes(
  client: PoolClient,
  touched: readonly number[],
  { nodes, since }: { nodes: ReadonlyMap<number, MapNode>; since: number },
): Promise<void> {
  const rows = touched.flatMap((node) => {
    const value = nodes.get(node);
    return value === undefined ? [] : [{ node, ...value }];
  });
  await client.query('insert into ledger.map_node select *, $4::bigint from unnest($1::integer[], $2::text[], $3::bytea[])', [
    rows.map((row) => row.node),
    rows.map((row) => row.kind),
    rows.map((row) => row.hash),
    since,
  ]);
}

/** Removes of what moved all that was over before the size that is still asked about. */
async function forget(
  client: PoolClient,
  over: { keys: readonly Uint8Array[]; nodes: readonly number[]; keep: number },
): Promise<void> {
  await client.query(
    `delete from ledger.map_leaf l using unnest($1::bytea[]) k(key) where l.key = k.key
     and l.since < (select max(n.since) from ledger.map_leaf n where n.key = k.key and n.since <= $2)`,
    [over.keys, over.keep],
  );
  await client.query(
    `delete from ledger.map_node o using unnest($1::integer[]) k(node) where o.node = k.node
     and o.since < (select max(n.since) from ledger.map_node n where n.node = k.node and n.since <= $2)`,
    [over.nodes, over.keep],
  );
}
