import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Sha256 } from './bytes';
import { consistencyProof, verifyConsistency } from './consistency';
import { inclusionPath, leafHash, merkleRoot, verifyInclusion } from './tree';
import { consistencyNodes, foldNodes, inclusionNodes, rootNodes, type NodeCoordinate } from './tree-range';

const sha256: Sha256 = (message) => hash('sha256', message, 'buffer');
const leaves = Array.from({ length: 130 }, (_, at) => leafHash(Uint8Array.of(at), sha256));

/** A subtree's hash, made from its leaves. */
const stored = new Map<string, Uint8Array>();
const hashOf = ({ level, index }: NodeCoordinate): Uint8Array => {
  const place = `${String(level)}/${String(index)}`;
  const hashed = stored.get(place) ?? merkleRoot(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level), sha256);
  stored.set(place, hashed);
  return hashed;
};
const fold = (nodes: readonly NodeCoordinate[]): Uint8Array => foldNodes(nodes.map(hashOf), sha256);

describe('proofs from stored subtrees', () => {
  it('give the root of every size', () => {
    for (let size = 1; size <= leaves.length; size += 1)
      expect(fold(rootNodes(size))).toEqual(merkleRoot(leaves.slice(0, size), sha256));
  });

  it('give every inclusion path of every size', () => {
    for (let size = 1; size <= 40; size += 1)
      for (let index = 0; index < size; index += 1)
        expect(inclusionNodes(index, size).map(fold)).toEqual(inclusionPath(leaves.slice(0, size), index, sha256));
  });

  it('give every consistency proof between sizes', () => {
    for (let to = 1; to <= 40; to += 1)
      for (let from = 0; from <= to; from += 1)
        expect(consistencyNodes(from, to).map(fold)).toEqual(consistencyProof(leaves.slice(0, to), from, sha256));
  });

  it('give proofs that verify, for every leaf and every pair of sizes up to 130', () => {
    const roots = leaves.map((_, at) => merkleRoot(leaves.slice(0, at + 1), sha256));
    const none = merkleRoot([], sha256);
    roots.forEach((root, at) => {
      const size = at + 1;
      for (let index = 0; index < size; index += 1) {
        const claim = { index, size, leaf: leaves[index] ?? none, path: inclusionNodes(index, size).map(fold), root };
        if (!verifyInclusion(claim, sha256)) throw new Error(`Leaf ${String(index)} of ${String(size)} is not proved`);
        const path = consistencyNodes(index, size).map(fold);
        const growth = { from: index, to: size, path, rootFrom: roots[index - 1] ?? none, rootTo: root };
        if (!verifyConsistency(growth, sha256)) throw new Error(`Growth from ${String(index)} to ${String(size)} is not proved`);
      }
    });
    expect(fold(rootNodes(130))).toEqual(roots[129]);
  });

  it('name only subtrees that lie wholly inside the tree, also beyond 32 bits', () => {
    const size = 2 ** 40 + 12_345;
    for (const { level, index } of inclusionNodes(2 ** 39 + 7, size).flat()) {
      expect((index + 1) * 2 ** level).toBeLessThanOrEqual(size);
      expect(Number.isInteger(index)).toBe(true);
    }
    expect(inclusionNodes(0, size)).toHaveLength(41);
  });
});
