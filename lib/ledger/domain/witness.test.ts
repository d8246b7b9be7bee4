import { hash } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyBytes } from '@/lib/ledger/server/hashing';
import { toBase64, utf8, type Sha256 } from './bytes';
import { formatCheckpoint } from './checkpoint';
import { consistencyProof } from './consistency';
import { ED25519, makeNoteKey, type NoteKey } from './note-key';
import { formatNote, type NoteSignature } from './signed-note';
import { leafHash, merkleRoot } from './tree';
import { changeByte } from './vectors/change-byte';
import published from './vectors/notes.json';
import {
  decideAddCheckpoint,
  formatAddCheckpoint,
  keysThatCount,
  parseAddCheckpoint,
  readClaimed,
  type AddCheckpoint,
  type Witnessed,
} from './witness';

const sha256: Sha256 = (message) => hash('sha256', message, 'buffer');
const crypto = { sha256, verifySignature: verifyBytes };
const leaves = Array.from({ length: 12 }, (_, at) => leafHash(Uint8Array.of(at), sha256));
const rootOf = (size: number): Uint8Array => new Uint8Array(merkleRoot(leaves.slice(0, size), sha256));
const cosigned = (size: number): Witnessed => ({ size, root: rootOf(size) });
const growth = (from: number, to: number): Uint8Array[] => consistencyProof(leaves.slice(0, to), from, sha256);

function signer(name: string, seed: number): { key: NoteKey; sign: (text: string) => NoteSignature } {
  const secret = new Uint8Array(32).fill(seed);
  const key = makeNoteKey(name, ED25519, ed25519.getPublicKey(secret), sha256);
  return { key, sign: (text) => ({ name, keyId: key.id, bytes: ed25519.sign(utf8(text), secret) }) };
}

const log = signer('log', 1);
const stranger = signer('stranger', 2);

/** A checkpoint of the log as its first leaves make it, signed by it; or as a test wants it. */
function checkpoint(size: number, other: { root?: Uint8Array; by?: readonly (typeof log)[]; signed?: string } = {}): string {
  const text = formatCheckpoint({ origin: 'log', size, root: other.root ?? rootOf(size) });
  return formatNote({ text, signatures: (other.by ?? [log]).map((each) => each.sign(other.signed ?? text)) });
}

const decide = (request: AddCheckpoint, state: Witnessed | undefined): ReturnType<typeof decideAddCheckpoint> =>
  decideAddCheckpoint(request, state, [log.key], crypto);

describe('what a witness is asked', () => {
  it('reads and writes the published example', () => {
    const request = parseAddCheckpoint(published.addCheckpoint);
    expect(request).toMatchObject({ old: 20_852_014, proof: { length: 4 } });
    if (request === undefined) return;
    expect(formatAddCheckpoint(request)).toBe(published.addCheckpoint);
    expect(readClaimed(request)?.origin).toBe('example.com/behind-the-sofa');
  });

  const anyRequest = fc.record({
    old: fc.maxSafeNat(),
    proof: fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { maxLength: 5 }),
    checkpoint: fc.stringMatching(/^[ -~\n]{1,40}$/),
  });

  it('comes back as it was written, and is another request, or none, with one byte changed', () => {
    fc.assert(
      fc.property(anyRequest, fc.nat(), fc.integer({ min: 1, max: 255 }), (request, at, by) => {
        expect(parseAddCheckpoint(formatAddCheckpoint(request))).toEqual(request);
        expect(parseAddCheckpoint(changeByte(formatAddCheckpoint(request), at, by))).not.toEqual(request);
      }),
    );
  });

  it('is refused, not thrown at, whatever the body', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        expect(parseAddCheckpoint(text)).toBeUndefined();
        const request = { old: 0, proof: [], checkpoint: text };
        expect(readClaimed(request)).toBeUndefined();
        expect(await decide(request, undefined)).toEqual({ status: 400 });
      }),
    );
  });

  const line = `${toBase64(new Uint8Array(32))}\n`;

  it('holds at most 63 hashes and a note', () => {
    expect(parseAddCheckpoint(`old 0\n${line.repeat(63)}\nc\n`)?.proof).toHaveLength(63);
    expect(parseAddCheckpoint(`old 0\n${line.repeat(64)}\nc\n`)).toBeUndefined();
    expect(parseAddCheckpoint(`old 0\n\n${'c'.repeat(80_000)}`)).toBeUndefined();
  });

  it.each([
    'old 0\n\n',
    'old 0\nc\n',
    'old 0\n',
    'old\n\nc\n',
    'old 00\n\nc\n',
    'old -1\n\nc\n',
    'old 9007199254740992\n\nc\n',
    'Old 0\n\nc\n',
    `${line}old 0\n\nc\n`,
    `old 0\n${line.slice(4)}\nc\n`,
    '\nold 0\n\nc\n',
  ])('is not %j', (body) => expect(parseAddCheckpoint(body)).toBeUndefined());
});

describe('what a witness decides', () => {
  it('cosigns the first checkpoint of a log, whatever its size', async () => {
    for (const size of [0, 1, 7]) {
      const answer = await decide({ old: 0, proof: [], checkpoint: checkpoint(size) }, undefined);
      expect(answer).toMatchObject({ status: 200, checkpoint: { origin: 'log', size, root: rootOf(size) } });
    }
  });

  it('cosigns every growth that is proved, and hands over the exact text', async () => {
    for (let to = 1; to <= 12; to += 1)
      for (let from = 1; from <= to; from += 1) {
        const answer = await decide({ old: from, proof: growth(from, to), checkpoint: checkpoint(to) }, cosigned(from));
        expect(answer).toMatchObject({ status: 200, noteText: formatCheckpoint({ origin: 'log', ...cosigned(to) }) });
      }
  });

  it('cosigns the same size and root again', async () => {
    expect(await decide({ old: 5, proof: [], checkpoint: checkpoint(5) }, cosigned(5))).toMatchObject({ status: 200 });
    expect(await decide({ old: 0, proof: [], checkpoint: checkpoint(0) }, cosigned(0))).toMatchObject({ status: 200 });
  });

  it('400: what is no checkpoint', async () => {
    const text = 'not a checkpoint\n';
    const note = formatNote({ text, signatures: [log.sign(text)] });
    expect(await decide({ old: 0, proof: [], checkpoint: note }, undefined)).toEqual({ status: 400 });
  });

  it('404: a log it does not know, before anything about signatures is told', async () => {
    const request = { old: 9, proof: [], checkpoint: checkpoint(5, { by: [stranger] }) };
    expect(await decideAddCheckpoint(request, undefined, undefined, crypto)).toEqual({ status: 404 });
  });

  it('403: no signature of a trusted key, or a false one among them', async () => {
    const strangers = { old: 0, proof: [], checkpoint: checkpoint(5, { by: [stranger] }) };
    const forged = { old: 0, proof: [], checkpoint: checkpoint(5, { signed: 'another text\n' }) };
    const both = { old: 0, proof: [], checkpoint: checkpoint(5, { by: [log, stranger] }) };
    expect(await decide(strangers, undefined)).toEqual({ status: 403 });
    expect(await decide(forged, undefined)).toEqual({ status: 403 });
    expect(await decide(both, undefined)).toMatchObject({ status: 200 });
    expect(await decideAddCheckpoint(both, undefined, [], crypto)).toEqual({ status: 403 });
  });

  it('400: a log that says it shrank', async () => {
    expect(await decide({ old: 6, proof: [], checkpoint: checkpoint(5) }, cosigned(6))).toEqual({ status: 400 });
  });

  it('409: not the size it cosigned last, which it tells', async () => {
    const request = (old: number): AddCheckpoint => ({ old, proof: growth(old, 9), checkpoint: checkpoint(9) });
    expect(await decide(request(4), cosigned(5))).toEqual({ status: 409, size: 5 });
    expect(await decide(request(0), cosigned(5))).toEqual({ status: 409, size: 5 });
    expect(await decide(request(4), undefined)).toEqual({ status: 409, size: 0 });
    // Behind what was cosigned: nothing is rolled back.
    expect(await decide({ old: 3, proof: growth(3, 4), checkpoint: checkpoint(4) }, cosigned(5))).toEqual({
      status: 409,
      size: 5,
    });
  });

  it.each([
    ['a proof that is missing', { old: 5, proof: [], checkpoint: checkpoint(9) }, cosigned(5)],
    ['a proof of other sizes', { old: 5, proof: growth(4, 9), checkpoint: checkpoint(9) }, cosigned(5)],
    ['a proof with one hash more', { old: 5, proof: [...growth(5, 9), rootOf(1)], checkpoint: checkpoint(9) }, cosigned(5)],
    [
      'another root than the proof leads to',
      { old: 5, proof: growth(5, 9), checkpoint: checkpoint(9, { root: rootOf(8) }) },
      cosigned(5),
    ],
    ['growth of another past', { old: 5, proof: growth(5, 9), checkpoint: checkpoint(9) }, { size: 5, root: rootOf(4) }],
    ['another root of the same size', { old: 5, proof: [], checkpoint: checkpoint(5, { root: rootOf(4) }) }, cosigned(5)],
    ['a proof for the same size', { old: 5, proof: [rootOf(1)], checkpoint: checkpoint(5) }, cosigned(5)],
    ['a proof from nothing', { old: 0, proof: [rootOf(1)], checkpoint: checkpoint(5) }, undefined],
    ['a wrong root of nothing', { old: 0, proof: [], checkpoint: checkpoint(0, { root: rootOf(1) }) }, undefined],
    [
      'a wrong root of nothing, again',
      { old: 0, proof: [], checkpoint: checkpoint(0, { root: rootOf(1) }) },
      { size: 0, root: rootOf(1) },
    ],
  ])('422: %s', async (_, request, state) => {
    expect(await decide(request, state)).toEqual({ status: 422 });
  });
});

it('by the word of a withdrawn key alone a checkpoint is cosigned up to its size, by that of a compromised one none', () => {
  const sizesOf = (withdrawn?: { size: number; since: number | undefined }): number[] =>
    [4, 5, 6].filter((size) => keysThatCount([{ key: log.key, ...(withdrawn && { withdrawn }) }], size).length > 0);
  expect(sizesOf()).toEqual([4, 5, 6]);
  expect(sizesOf({ size: 5, since: undefined })).toEqual([4, 5]);
  expect(sizesOf({ size: 5, since: 1_700_000_000 })).toEqual([]);
});
