import { nodeHash } from './tree';
import type { Sha256 } from './bytes';

/** A perfect subtree: it has 2^level leaves, of which the first is at index · 2^level. */
export interface NodeCoordinate {
  readonly level: number;
  readonly index: number;
}

/**
 * The elements of an inclusion path (RFC 6962 §2.1.1), each as the perfect subtrees that make it, largest first: so a proof
 * is built from stored hashes, without the leaves.
 */
export function inclusionNodes(index: number, size: number): NodeCoordinate[][] {
  return walk({ from: 0, to: size }, (range) => index < range.split);
}

/** The elements of a consistency proof (RFC 6962 §2.1.2) from an older size to a newer one. */
export function consistencyNodes(from: number, to: number): NodeCoordinate[][] {
  if (from === 0 || from === to) return [];
  const siblings = walk({ from: 0, to }, (range) => from <= range.split, from);
  // The older tree's last perfect subtree comes first, unless it is the whole older tree, which the reader knows.
  return isPowerOfTwo(from) ? siblings : [cover(0, from).slice(-1), ...siblings];
}

/** The perfect subtrees that make a tree's root, largest first. */
export function rootNodes(size: number): NodeCoordinate[] {
  return cover(0, size);
}

/** The hash over perfect subtrees that lie side by side, largest first. */
export function foldNodes(hashes: readonly Uint8Array[], sha256: Sha256): Uint8Array {
  const last = hashes.at(-1);
  if (last === undefined) throw new Error('A hash is made of at least one subtree');
  return hashes.slice(0, -1).reduceRight((right, left) => nodeHash(left, right, sha256), last);
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Descends to where `goesLeft` leads, collecting the other halves, lowest first; stops at a range that ends at `stopAt`. */
function walk(whole: Range, goesLeft: (range: Range & { split: number }) => boolean, stopAt?: number): NodeCoordinate[][] {
  const others: NodeCoordinate[][] = [];
  let { from, to } = whole;
  while (to - from > 1 && to !== stopAt) {
    const split = from + powerBelow(to - from);
    const left = goesLeft({ from, to, split });
    others.unshift(left ? cover(split, to) : cover(from, split));
    if (left) to = split;
    else from = split;
  }
  return others;
}

function isPowerOfTwo(n: number): boolean {
  return powerBelow(n * 2) === n;
}

/** Perfect subtrees side by side over a range that begins where a subtree of its size may begin, largest first. */
function cover(from: number, to: number): NodeCoordinate[] {
  const nodes: NodeCoordinate[] = [];
  for (let at = from; at < to;) {
    const width = isPowerOfTwo(to - at) ? to - at : powerBelow(to - at);
    nodes.push({ level: Math.log2(width), index: at / width });
    at += width;
  }
  return nodes;
}

/** The largest power of two below n (n > 1); exact beyond 32 bits. */
function powerBelow(n: number): number {
  let power = 1;
  while (power * 2 < n) power *= 2;
  return power;
}
