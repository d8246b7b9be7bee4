import { hash } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';
import { verifyBytes } from '@/lib/ledger/server/hashing';
import { toBase64, utf8, type Sha256 } from './bytes';
import { formatCheckpoint } from './checkpoint';
import { consistencyProof } from './consistency';
import { contradictionIn, contradictionShape, verifyContradiction, type Contradiction } from './contradiction';
import { ED25519, makeNoteKey } from './note-key';
import { formatNote } from './signed-note';
import { leafHash, merkleRoot } from './tree';

const sha256: Sha256 = (message) => hash('sha256', message, 'buffer');
const secret = new Uint8Array(32).fill(1);
const key = makeNoteKey('log', ED25519, ed25519.getPublicKey(secret), sha256);
const check = (claim: Contradiction): ReturnType<typeof verifyContradiction> =>
  verifyContradiction(claim, [key], { sha256, verifySignature: verifyBytes });

/** A history, and another that parts from it at a place. */
const history = (size: number, partsAt = size): Uint8Array[] =>
  Array.from({ length: size }, (_, at) => leafHash(Uint8Array.of(at, at < partsAt ? 0 : 1), sha256));
const rootOf = (leaves: readonly Uint8Array[]): Uint8Array => new Uint8Array(merkleRoot(leaves, sha256));

function signed(size: number, root: Uint8Array, origin = 'log'): string {
  const text = formatCheckpoint({ origin, size, root });
  return formatNote({ text, signatures: [{ name: 'log', keyId: key.id, bytes: ed25519.sign(utf8(text), secret) }] });
}

/** What one who holds the larger tree can show about the smaller checkpoint. */
function claimOf(smaller: readonly Uint8Array[], larger: readonly Uint8Array[]): Contradiction {
  return {
    smaller: signed(smaller.length, rootOf(smaller)),
    larger: signed(larger.length, rootOf(larger)),
    root: toBase64(rootOf(larger.slice(0, smaller.length))),
    path: consistencyProof(larger, smaller.length, sha256).map(toBase64),
  };
}

describe('two checkpoints that cannot both be true', () => {
  it('are proved at every pair of sizes where histories part, and nowhere else', async () => {
    for (let to = 1; to <= 12; to += 1)
      for (let from = 1; from <= to; from += 1)
        for (const partsAt of [0, from - 1, from, to]) {
          const found = await check(claimOf(history(from), history(to, partsAt)));
          expect(found !== undefined, String([from, to, partsAt])).toBe(partsAt < from);
        }
  });

  it('say what they say', async () => {
    const [one, other] = [history(5), history(9, 2)];
    expect(await check(claimOf(one, other))).toEqual({
      smaller: { origin: 'log', size: 5, root: rootOf(one), extensions: [] },
      larger: { origin: 'log', size: 9, root: rootOf(other), extensions: [] },
    });
  });

  const claim = claimOf(history(5), history(9, 2));
  it.each<[string, Partial<Contradiction>]>([
    ['is signed by nobody we know', { smaller: claim.smaller.replace('log\n5', 'log\n6') }],
    ['is of another log', { smaller: signed(5, rootOf(history(5)), 'other') }],
    ['has another root than the path leads to', { root: toBase64(new Uint8Array(32)) }],
    ['has a root that is none', { root: 'x'.repeat(44) }],
    ['has no path', { path: [] }],
    ['has a path that is none', { path: claim.path.map(() => 'x'.repeat(44)) }],
    ['has its notes the wrong way round', { smaller: claim.larger, larger: claim.smaller }],
    ['is one note twice', { larger: claim.smaller }],
    ['is no note', { larger: 'log\n9\n' }],
  ])('are not proved by what %s', async (_, other) => {
    expect(await check({ ...claim, ...other })).toBeUndefined();
  });

  it('have one form in which they are handed on', () => {
    expect(contradictionShape.parse(JSON.parse(JSON.stringify(claim)))).toEqual(claim);
    for (const wrong of [
      { ...claim, more: 1 },
      { ...claim, root: 'short' },
      { ...claim, path: Array(64).fill(claim.root) },
    ])
      expect(contradictionShape.safeParse(wrong).success).toBe(false);
  });
});

describe('what a refused request proves by itself', () => {
  const find = (held: readonly Uint8Array[], shown: readonly Uint8Array[], path: Uint8Array[]): Contradiction | undefined =>
    contradictionIn({ held: signed(held.length, rootOf(held)), shown: signed(shown.length, rootOf(shown)) }, path, sha256);

  it('is found where the path leads to the signed root from another beginning', async () => {
    for (const [from, to] of [[5, 5], [5, 9], [6, 7], [11, 12], [3, 4]] as const) {
      const [held, shown] = [history(from), history(to, 1)];
      const claim = find(held, shown, from === to ? [] : consistencyProof(shown, from, sha256));
      expect(claim).toEqual(claimOf(held, shown));
      expect(claim && (await check(claim))).toBeDefined();
    }
  }); // prettier-ignore

  it('is nothing for an honest log with a wrong path, and nothing from an older checkpoint', async () => {
    const path = consistencyProof(history(9), 5, sha256);
    for (const wrong of [path.slice(1), [...path].reverse(), [...path, new Uint8Array(32)], []]) {
      const claim = find(history(5), history(9), wrong);
      expect(claim && (await check(claim))).toBeUndefined();
    }
    expect(find(history(9), history(5), [])).toBeUndefined();
    // The proof from a power of two leaves the older root out: what it says of it cannot be read from it.
    expect(find(history(8), history(9, 1), consistencyProof(history(9, 1), 8, sha256))).toBeUndefined();
  });
});
