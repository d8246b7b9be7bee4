import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fromBase64, toBase64, toHex, type Sha256 } from './bytes';
import { consistencyProof, verifyConsistency } from './consistency';
import { inclusionPath, leafHash, merkleRoot, verifyInclusion } from './tree';
import published from './vectors/merkle.json';

const sha256: Sha256 = (message) => hash('sha256', message, 'buffer');
const leaves = Array.from({ length: 33 }, (_, at) => leafHash(Uint8Array.of(at), sha256));
const bytes = (text: string): Uint8Array => fromBase64(text) ?? new Uint8Array();

describe('RFC 6962 tree', () => {
  it('hashes nothing to the published empty root', () => {
    expect(toBase64(merkleRoot([], sha256))).toBe('47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=');
  });

  it('keeps leaves and nodes apart: an empty leaf is not nothing', () => {
    const emptyLeaf = '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d';
    expect(toHex(leafHash(new Uint8Array(), sha256))).toBe(emptyLeaf);
  });

  it.each(published.inclusion)('judges the published $file', ({ leafIdx: index, treeSize: size, ...proof }) => {
    const path = (proof.proof ?? []).map(bytes);
    const claim = { index, size, path, leaf: bytes(proof.leafHash), root: bytes(proof.root) };
    expect(verifyInclusion(claim, sha256)).toBe(!proof.wantErr);
  });

  it('proves every leaf of every size, and nothing else', () => {
    for (let size = 1; size <= leaves.length; size += 1) {
      const some = leaves.slice(0, size);
      const root = merkleRoot(some, sha256);
      some.forEach((leaf, index) => {
        const path = inclusionPath(some, index, sha256);
        expect(verifyInclusion({ index, size, leaf, path, root }, sha256)).toBe(true);
        expect(verifyInclusion({ index, size, leaf, path: [...path, root], root }, sha256)).toBe(false);
        expect(verifyInclusion({ index: index + 1, size, leaf, path, root }, sha256)).toBe(false);
        expect(verifyInclusion({ index, size, leaf: root, path, root }, sha256)).toBe(size === 1);
      });
    }
  });

  it('accepts the published consistency proof from 6 to 8 and refuses it altered', () => {
    const proof = {
      from: 6,
      to: 8,
      rootFrom: bytes('duZ9rbzfHhDht03cYIq9L5jfsW+851J3tSMqEn8gh+8='),
      rootTo: bytes('XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg='),
      path: [
        'DrxdNDf74tsVi58Sah0RjjCBgQMdCpSfje3t68VY72o=',
        'yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=',
        '037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=',
      ].map(bytes),
    };
    expect(verifyConsistency(proof, sha256)).toBe(true);
    expect(verifyConsistency({ ...proof, from: 5 }, sha256)).toBe(false);
    expect(verifyConsistency({ ...proof, rootFrom: proof.rootTo }, sha256)).toBe(false);
    expect(verifyConsistency({ ...proof, path: proof.path.slice(1) }, sha256)).toBe(false);
  });

  it('proves growth between any two sizes', () => {
    for (let from = 1; from <= leaves.length; from += 1) {
      const path = consistencyProof(leaves, from, sha256);
      const roots = { rootFrom: merkleRoot(leaves.slice(0, from), sha256), rootTo: merkleRoot(leaves, sha256) };
      expect(verifyConsistency({ from, to: leaves.length, path, ...roots }, sha256)).toBe(true);
    }
  });
});
