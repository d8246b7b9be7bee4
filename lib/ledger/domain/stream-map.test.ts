import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sha256 } from './bytes';
import { mapLeafHash, nodeBytes, pathIn, streamKey, subtreeOf, verifyMapPath, type MapLeaf } from './stream-map';

const sha256: Sha256 = (message) => hash('sha256', message, 'buffer');
const leafOf = (stream: string, version = 1): MapLeaf => ({
  key: streamKey(stream, sha256),
  version,
  digest: sha256(`${stream} ${String(version)}`),
});
const rootOf = (leaves: readonly MapLeaf[]): Uint8Array => nodeBytes(subtreeOf(leaves, 0, sha256));
const streams = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 60 });

describe('the map of stream heads', () => {
  it('is 32 zero bytes when empty, and a single leaf when one stream is there', () => {
    expect(rootOf([])).toEqual(new Uint8Array(32));
    const only = leafOf('loan/a');
    expect(rootOf([only])).toEqual(mapLeafHash(only, sha256));
    expect(verifyMapPath({ leaf: only, siblings: [], root: rootOf([only]) }, sha256)).toBe(true);
  });

  it.each([0, -1, 1.5, 2 ** 53])('proves no version %d: versions count from 1', (version) => {
    const leaf = { ...leafOf('loan/a'), version };
    const root = Number.isInteger(version) && version >= 0 ? rootOf([leaf]) : new Uint8Array(32);
    expect(verifyMapPath({ leaf, siblings: [], root }, sha256)).toBe(false);
  });

  it('does not depend on the order in which streams came', () => {
    fc.assert(
      fc.property(streams, (names) => {
        const leaves = names.map((name) => leafOf(name));
        expect(rootOf(leaves)).toEqual(rootOf([...leaves].reverse()));
      }),
    );
  });

  it('proves every stream’s head, and no other version or digest of it', () => {
    fc.assert(
      fc.property(streams, (names) => {
        const leaves = names.map((name) => leafOf(name, 3));
        const root = rootOf(leaves);
        for (const leaf of leaves) {
          const siblings = pathIn(leaves, leaf.key, 0, sha256) ?? [];
          expect(verifyMapPath({ leaf, siblings, root }, sha256)).toBe(true);
          expect(verifyMapPath({ leaf: { ...leaf, version: 2 }, siblings, root }, sha256)).toBe(false);
          expect(verifyMapPath({ leaf: { ...leaf, digest: leaf.key }, siblings, root }, sha256)).toBe(false);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('a sibling altered, added, dropped or swapped proves nothing', () => {
    const leaves = Array.from({ length: 40 }, (_, at) => leafOf(`loan/${String(at)}`));
    const leaf = leaves[7] ?? leafOf('none');
    const siblings = pathIn(leaves, leaf.key, 0, sha256) ?? [];
    const root = rootOf(leaves);
    const holds = (path: readonly Uint8Array[]): boolean => verifyMapPath({ leaf, siblings: path, root }, sha256);
    expect(holds(siblings)).toBe(true);
    expect(holds(siblings.slice(1))).toBe(false);
    expect(holds([...siblings, root])).toBe(false);
    expect(holds([...siblings].reverse())).toBe(false);
    siblings.forEach((_, at) => {
      expect(holds(siblings.map((each, place) => (place === at ? sha256(each) : each)))).toBe(false);
    });
  });

  it('has no path for a stream that is not there', () => {
    expect(pathIn([leafOf('a'), leafOf('b')], streamKey('c', sha256), 0, sha256)).toBeUndefined();
  });

  it('refuses a version or digest that could not be one', () => {
    const leaf = leafOf('loan/a');
    const root = rootOf([leaf]);
    expect(verifyMapPath({ leaf: { ...leaf, version: 0 }, siblings: [], root }, sha256)).toBe(false);
    expect(verifyMapPath({ leaf: { ...leaf, digest: leaf.digest.subarray(1) }, siblings: [], root }, sha256)).toBe(false);
    expect(verifyMapPath({ leaf, siblings: [root.subarray(1)], root }, sha256)).toBe(false);
  });
});
