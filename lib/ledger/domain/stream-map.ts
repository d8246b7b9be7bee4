import { concat, sameBytes, type Sha256 } from './bytes';

/**
 * The sparse Merkle map of stream heads (ledger-format §0, Stream heads): what no chain can show, that an entry is the last
 * of its stream. Keys are hashes, so the tree is balanced by itself; a subtree with a single key is that key's leaf, an
 * empty one is 32 zero bytes. A key can therefore stand in one place only, with one value.
 */
export interface MapLeaf {
  readonly key: Uint8Array;
  readonly version: number;
  /** Digest of the stream's last entry, 32 bytes. */
  readonly digest: Uint8Array;
}

/** A subtree: absent when it is empty; a leaf rises until another key shares its place. */
export type MapNode = { readonly kind: 'leaf' | 'branch'; readonly hash: Uint8Array } | undefined;

const STREAM_TAG = 'hearthline/stream/v1\n';
const LEAF = Uint8Array.of(0);
const BRANCH = Uint8Array.of(1);
const EMPTY = new Uint8Array(32);

/** The map's key of a stream. */
export function streamKey(stream: string, sha256: Sha256): Uint8Array {
  return sha256(STREAM_TAG + stream);
}

/** SHA-256(0x00 || key || u64be version || digest). */
export function mapLeafHash(leaf: MapLeaf, sha256: Sha256): Uint8Array {
  const version = new Uint8Array(8);
  new DataView(version.buffer).setBigUint64(0, BigInt(leaf.version));
  return sha256(concat(LEAF, leaf.key, version, leaf.digest));
}

/** The subtree over two halves. */
export function joinNodes(left: MapNode, right: MapNode, sha256: Sha256): MapNode {
  if (left === undefined && right?.kind !== 'branch') return right;
  if (right === undefined && left?.kind !== 'branch') return left;
  return { kind: 'branch', hash: sha256(concat(BRANCH, nodeBytes(left), nodeBytes(right))) };
}

/** A subtree's hash as its parent takes it; also the map's root. */
export function nodeBytes(node: MapNode): Uint8Array {
  return node?.hash ?? EMPTY;
}

/** The subtree at a depth over all leaves whose keys agree above it. */
export function subtreeOf(leaves: readonly MapLeaf[], depth: number, sha256: Sha256): MapNode {
  const only = leaves[0];
  if (only === undefined) return undefined;
  if (leaves.length === 1) return { kind: 'leaf', hash: mapLeafHash(only, sha256) };
  const [left, right] = split(leaves, depth);
  return joinNodes(subtreeOf(left, depth + 1, sha256), subtreeOf(right, depth + 1, sha256), sha256);
}

/** The siblings on the way from a key's leaf up to a subtree at a depth, the leaf's own first. Undefined when the key is not there. */
export function pathIn(leaves: readonly MapLeaf[], key: Uint8Array, depth: number, sha256: Sha256): Uint8Array[] | undefined {
  if (leaves.length <= 1) return leaves[0] !== undefined && sameBytes(leaves[0].key, key) ? [] : undefined;
  const halves = split(leaves, depth);
  const own = bitOf(key, depth);
  const below = pathIn(halves[own], key, depth + 1, sha256);
  if (below === undefined) return undefined;
  return [...below, nodeBytes(subtreeOf(halves[own === 0 ? 1 : 0], depth + 1, sha256))];
}

/** Over hostile input: does this root hold exactly this version and digest for this key? */
export function verifyMapPath(
  proof: { readonly leaf: MapLeaf; readonly siblings: readonly Uint8Array[]; readonly root: Uint8Array },
  sha256: Sha256,
): boolean {
  const { leaf, siblings } = proof;
  const shaped = leaf.key.length === 32 && leaf.digest.length === 32 && siblings.every((each) => each.length === 32);
  if (!shaped || siblings.length > 256 || !Number.isSafeInteger(leaf.version) || leaf.version < 1) return false;
  let node = mapLeafHash(leaf, sha256);
  siblings.forEach((sibling, at) => {
    const pair = bitOf(leaf.key, siblings.length - 1 - at) === 0 ? [node, sibling] : [sibling, node];
    node = sha256(concat(BRANCH, ...pair));
  });
  return sameBytes(node, proof.root);
}

/** A key's bit, the highest first. */
export function bitOf(key: Uint8Array, at: number): 0 | 1 {
  return (((key[at >> 3] ?? 0) >> (7 - (at & 7))) & 1) === 0 ? 0 : 1;
}

function split(leaves: readonly MapLeaf[], depth: number): [MapLeaf[], MapLeaf[]] {
  if (depth > 255) throw new Error('Two leaves of the map have one key');
  return [leaves.filter((leaf) => bitOf(leaf.key, depth) === 0), leaves.filter((leaf) => bitOf(leaf.key, depth) === 1)];
}
