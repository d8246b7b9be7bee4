import { sameBytes, type Sha256 } from './bytes';
import { largestPowerBelow, merkleRoot, nodeHash } from './tree';

/** The proof that a tree of `from` leaves is a prefix of this one (RFC 6962 §2.1.2). */
export function consistencyProof(leaves: readonly Uint8Array[], from: number, sha256: Sha256): Uint8Array[] {
  if (from === 0 || from === leaves.length) return [];
  return subproof(leaves, { from, whole: true }, sha256);
}

function subproof(leaves: readonly Uint8Array[], at: { from: number; whole: boolean }, sha256: Sha256): Uint8Array[] {
  if (at.from === leaves.length) return at.whole ? [] : [merkleRoot(leaves, sha256)];
  const split = largestPowerBelow(leaves.length);
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return at.from <= split
    ? [...subproof(left, at, sha256), merkleRoot(right, sha256)]
    : [...subproof(right, { from: at.from - split, whole: false }, sha256), merkleRoot(left, sha256)];
}

/** RFC 9162 §2.1.4.2 over hostile input: was the tree of `from` leaves only added to? */
export function verifyConsistency(
  proof: { from: number; to: number; path: readonly Uint8Array[]; rootFrom: Uint8Array; rootTo: Uint8Array },
  sha256: Sha256,
): boolean {
  const { from, to, rootFrom, rootTo } = proof;
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || from > to || from < 0) return false;
  if (from === to) return proof.path.length === 0 && sameBytes(rootFrom, rootTo);
  if (from === 0) return proof.path.length === 0 && sameBytes(rootFrom, merkleRoot([], sha256));
  const path = Math.log2(from) % 1 === 0 ? [rootFrom, ...proof.path] : [...proof.path];
  const roots = climb({ from, to, path }, sha256);
  return roots !== undefined && sameBytes(roots.older, rootFrom) && sameBytes(roots.newer, rootTo);
}

/**
 * The roots that a proof of growth leads to, whatever it was meant to show (hostile). Undefined when it is of no such shape,
 * and for 0 < from = 2^k, where the proof leaves the older root out.
 */
export function rootsOfProof(
  proof: { from: number; to: number; path: readonly Uint8Array[] },
  sha256: Sha256,
): { older: Uint8Array; newer: Uint8Array } | undefined {
  const { from, to } = proof;
  if (from < 1 || from >= to || Math.log2(from) % 1 === 0) return undefined;
  return climb({ from, to, path: [...proof.path] }, sha256);
}

function climb(
  { from, to, path }: { from: number; to: number; path: Uint8Array[] },
  sha256: Sha256,
): { older: Uint8Array; newer: Uint8Array } | undefined {
  const first = path.shift();
  if (first === undefined) return undefined;
  let [at, last] = [from - 1, to - 1];
  while (at % 2 === 1) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  let [older, newer] = [first, first];
  for (const sibling of path) {
    if (last === 0) return undefined;
    if (at % 2 === 1 || at === last) {
      older = nodeHash(sibling, older, sha256);
      newer = nodeHash(sibling, newer, sha256);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else newer = nodeHash(newer, sibling, sha256);
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 ? { older, newer } : undefined;
}
