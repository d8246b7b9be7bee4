import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyBytes } from '@/lib/ledger/server/hashing';
import { fromBase64, sameBytes, toBase64, utf8, type Sha256 } from './bytes';
import { formatCheckpoint, parseCheckpoint } from './checkpoint';
import { parseVkey } from './note-key';
import { parseNote, verifyNote } from './signed-note';
import { leafHash, merkleRoot } from './tree';
import { changeByte } from './vectors/change-byte';
import examples from './vectors/notes.json';
import log from './vectors/tessera-log.json';

const sha256: Sha256 = (message) => hash('sha256', message, 'buffer');
const root = new Uint8Array(32).fill(9);
const base64 = toBase64(root);

const anyCheckpoint = fc.record({
  origin: fc.stringMatching(/^[!-~][ -~]{0,30}$/),
  size: fc.maxSafeNat(),
  root: fc.uint8Array({ minLength: 32, maxLength: 32 }),
});

describe('checkpoints (published)', () => {
  it('reads and writes the specification’s example', () => {
    const { origin, size, note } = examples.checkpoint;
    const text = parseNote(note)?.text ?? '';
    const expected = { origin, size, root: fromBase64(examples.checkpoint.root) ?? new Uint8Array() };
    expect(parseCheckpoint(text)).toEqual({ ...expected, extensions: [] });
    expect(formatCheckpoint(expected)).toBe(text);
  });

  it.each(log.checkpoints.map((note, size) => [size, note] as const))(
    'verifies the Tessera log’s checkpoint of size %i and rebuilds its root',
    async (size, text) => {
      const key = parseVkey(log.vkey, sha256);
      const note = parseNote(text);
      if (key === undefined || note === undefined) throw new Error('The vector cannot be read');
      const leaves = log.entries.slice(0, size).map((entry) => leafHash(utf8(entry), sha256));
      const checkpoint = { origin: key.name, size, root: merkleRoot(leaves, sha256) };
      expect(note.text).toBe(formatCheckpoint(checkpoint));
      expect(sameBytes(parseCheckpoint(note.text)?.root ?? new Uint8Array(), checkpoint.root)).toBe(true);
      expect(await verifyNote(note, [key], { sha256, verifySignature: verifyBytes })).toEqual({ verified: [key] });
    },
  );
});

describe('checkpoints', () => {
  it('come back as they were written', () => {
    fc.assert(
      fc.property(anyCheckpoint, (checkpoint) => {
        expect(parseCheckpoint(formatCheckpoint(checkpoint))).toEqual({ ...checkpoint, extensions: [] });
      }),
    );
  });

  it('are another checkpoint, or none, with one byte changed', () => {
    fc.assert(
      fc.property(anyCheckpoint, fc.nat(), fc.integer({ min: 1, max: 255 }), (checkpoint, at, by) => {
        expect(parseCheckpoint(changeByte(formatCheckpoint(checkpoint), at, by))).not.toEqual({ ...checkpoint, extensions: [] });
      }),
    );
  });

  it('are refused, not thrown at, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(parseCheckpoint(text)).toBeUndefined();
      }),
    );
  });

  it('hand on extension lines', () => {
    expect(parseCheckpoint(`o\n1\n${base64}\nmore\nand more\n`)?.extensions).toEqual(['more', 'and more']);
  });

  it.each([
    `o\n1\n${base64}`,
    `\n1\n${base64}\n`,
    `o\n1\n${base64}\n\n`,
    `o\n1\n${base64}\n\nmore\n`,
    `o\n01\n${base64}\n`,
    `o\n-1\n${base64}\n`,
    `o\n9007199254740992\n${base64}\n`,
    `o\n1\n${base64.slice(4)}\n`,
    `o\n1\n${base64.replace('=', '')}\n`,
    `o\t\n1\n${base64}\n`,
    'o\n1\n',
    '',
  ])('are not %j', (text) => expect(parseCheckpoint(text)).toBeUndefined());
});
