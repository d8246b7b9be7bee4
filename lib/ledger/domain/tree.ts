import { concat, sameBytes, type Sha256 } from './bytes';

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** RFC 6962 §2.1: the hash of a leaf's data. */
export function leafHash(data: Uint8Array, sha256: Sha256): Uint8Array {
  return sha256(concat(LEAF, data));
}

/** RFC 6962 §2.1: the hash of an inner node. */
export function nodeHash(left: Uint8Array, right: Uint8Array, sha256: Sha256): Uint8Array {
  return sha256(concat(NODE, left, right));
}

/** The tree's root over leaf hashes; SHA-256 of nothing for an empty tree. */
export function merkleRoot(leaves: readonly Uint8Array[], sha256: Sha256): Uint8Array {
  if (leaves.length === 0) return sha256(new Uint8Array());
  const frontier: Uint8Array[] = [];
  leaves.forEach((leaf, size) => {
    appendLeaf(frontier, { size, leaf }, sha256);
  });
  return frontierRoot(frontier, sha256);
}

/**
 * Grows a compact range in place: the roots of the perfect subtrees of a tree of `size` leaves, largest first. Every subtree
 * that this leaf completes is handed to `onNode`: it has 2^level leaves, of which the first is at index · 2^level.
 */
export function appendLeaf(
  frontier: Uint8Array[],
  next: { size: number; leaf: Uint8Array },
  sha256: Sha256,
  onNode?: (node: { level: number; index: number; hash: Uint8Array }) => void,
): void {
  let node = next.leaf;
  let level = 0;
  for (let left = next.size; left % 2 === 1; left = Math.floor(left / 2)) {
    const sibling = frontier.pop();
    if (sibling === undefined) throw new Error('The frontier does not fit the size');
    node = nodeHash(sibling, node, sha256);
    level += 1;
    onNode?.({ level, index: Math.floor(left / 2), hash: node });
  }
  frontier.push(node);
}

/** The root of a compact range. */
export function frontierRoot(frontier: readonly Uint8Array[], sha256: Sha256): Uint8Array {
  const last = frontier.at(-1);
  if (last === undefined) return sha256(new Uint8Array());
  return frontier.slice(0, -1).reduceRight((root, subtree) => nodeHash(subtree, root, sha256), last);
}

/** The sibling hashes from a leaf up to the root's child (RFC 6962 §2.1.1). */
export function inclusionPath(leaves: readonly Uint8Array[], index: number, sha256: Sha256): Uint8Array[] {
  if (leaves.length <= 1) return [];
  const split = largestPowerBelow(leaves.length);
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return index < split
    ? [...inclusionPath(left, index, sha256), merkleRoot(right, sha256)]
    : [...inclusionPath(right, index - split, sha256), merkleRoot(left, sha256)];
}

/** RFC 9162 §2.1.3.2 over hostile input: does the path lead from the leaf hash to the root? */
export function verifyInclusion(
  proof: { index: number; size: number; leaf: Uint8Array; path: readonly Uint8Array[]; root: Uint8Array },
  sha256: Sha256,
): boolean {
  const inRange = Number.isSafeInteger(proof.index) && proof.index >= 0 && proof.index < proof.size;
  if (!inRange) return false;
  let at = proof.index;
  let last = proof.size - 1;
  let node = proof.leaf;
  for (const sibling of proof.path) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      node = nodeHash(sibling, node, sha256);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else node = nodeHash(node, sibling, sha256);
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 && sameBytes(node, proof.root);
}

/** The largest power of two below n (n > 1). */
export function largestPowerBelow(n: number): number {
  let power = 1;
  while (power * 2 < n) power *= 2;
  return power;
}
