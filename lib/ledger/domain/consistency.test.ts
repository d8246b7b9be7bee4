import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fromBase64, toHex, type Sha256 } from './bytes';
import { consistencyProof, verifyConsistency } from './consistency';
import { leafHash, merkleRoot } from './tree';
import published from './vectors/merkle.json';

const sha256: Sha256 = (message) => createHash('sha256').update(message).digest();
const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

/** The eight leaves of the Certificate Transparency reference tests, and the published root of each size. */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const leaves = LEAVES.map((leaf) => leafHash(bytes(leaf), sha256));
const root = (size: number): Uint8Array => bytes(ROOTS[size] ?? '');

describe('a log that only grew (RFC 6962 §2.1.2)', () => {
  it.each(published.consistency)('judges the published $file', ({ size1: from, size2: to, ...proof }) => {
    const base64 = (text: string): Uint8Array => fromBase64(text) ?? new Uint8Array();
    const path = (proof.proof ?? []).map(base64);
    const claim = { from, to, path, rootFrom: base64(proof.root1), rootTo: base64(proof.root2) };
    expect(verifyConsistency(claim, sha256)).toBe(!proof.wantErr);
  });

  it('has the published root at every size', () => {
    for (let size = 0; size <= 8; size += 1) expect(toHex(merkleRoot(leaves.slice(0, size), sha256))).toBe(ROOTS[size]);
  });

  it.each([
    [1, 8, ['96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7', '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e', '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4']],
    [2, 5, ['5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e', 'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b']],
    [6, 8, ['0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a', 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0', 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7']],
  ] as const)('is proved from %i to %i by the published path', (from, to, published) => {
    expect(consistencyProof(leaves.slice(0, to), from, sha256).map(toHex)).toEqual(published);
    const proof = { from, to, path: published.map(bytes), rootFrom: root(from), rootTo: root(to) };
    expect(verifyConsistency(proof, sha256)).toBe(true);
    expect(verifyConsistency({ ...proof, path: [...proof.path].reverse() }, sha256)).toBe(false);
    expect(verifyConsistency({ ...proof, path: [...proof.path, root(1)] }, sha256)).toBe(false);
    expect(verifyConsistency({ ...proof, rootTo: root(from) }, sha256)).toBe(false);
  }); // prettier-ignore

  it('proves nothing but the two sizes it was made for', () => {
    const path = consistencyProof(leaves, 6, sha256);
    for (let from = 1; from <= 8; from += 1)
      for (let to = from; to <= 8; to += 1) {
        const proved = verifyConsistency({ from, to, path, rootFrom: root(from), rootTo: root(to) }, sha256);
        expect(proved, `${String(from)} to ${String(to)}`).toBe(from === 6 && to === 8);
      }
  });

  it('needs no step from nothing or to itself, and takes none', () => {
    const empty = { path: [], rootFrom: root(0) };
    expect(verifyConsistency({ ...empty, from: 0, to: 3, rootTo: root(3) }, sha256)).toBe(true);
    expect(verifyConsistency({ ...empty, from: 0, to: 3, path: [root(3)], rootTo: root(3) }, sha256)).toBe(false);
    expect(verifyConsistency({ ...empty, from: 0, to: 3, rootFrom: root(1), rootTo: root(3) }, sha256)).toBe(false);
    expect(verifyConsistency({ from: 3, to: 3, path: [], rootFrom: root(3), rootTo: root(3) }, sha256)).toBe(true);
    expect(verifyConsistency({ from: 3, to: 3, path: [root(1)], rootFrom: root(3), rootTo: root(3) }, sha256)).toBe(false);
    expect(verifyConsistency({ from: 3, to: 3, path: [], rootFrom: root(3), rootTo: root(2) }, sha256)).toBe(false);
    expect([consistencyProof(leaves, 0, sha256), consistencyProof(leaves, 8, sha256)]).toEqual([[], []]);
  });

  it.each([
    ['shrinks', { from: 8, to: 6, path: [], rootFrom: root(8), rootTo: root(8) }],
    ['began before nothing', { from: -1, to: 1, path: [root(1)], rootFrom: root(1), rootTo: root(1) }],
    ['is claimed smaller than its path is long', { from: 3, to: 4, path: consistencyProof(leaves, 7, sha256), rootFrom: root(7), rootTo: root(8) }],
    ['is claimed larger than its path is long', { from: 7, to: 8, path: consistencyProof(leaves.slice(0, 4), 3, sha256), rootFrom: root(3), rootTo: root(4) }],
    ['began otherwise', { from: 6, to: 8, path: consistencyProof(leaves, 6, sha256), rootFrom: root(5), rootTo: root(8) }],
  ])('is not proved when it %s', (_, proof) => {
    expect(verifyConsistency(proof, sha256)).toBe(false);
  }); // prettier-ignore

  it('is not proved by an empty path between two sizes', () => {
    expect(verifyConsistency({ from: 3, to: 5, path: [], rootFrom: root(3), rootTo: root(5) }, sha256)).toBe(false);
  });
});
