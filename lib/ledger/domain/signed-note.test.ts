import { hash } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyBytes } from '@/lib/ledger/server/hashing';
import { toBase64, utf8, type Sha256 } from './bytes';
import { cosignatureMessage, encodeCosignature } from './cosignature';
import { COSIGNATURE, ED25519, makeNoteKey, ML_DSA_COSIGNATURE, parseVkey, type NoteKey } from './note-key';
import { formatNote, parseNote, verifyNote, type NoteSignature, type SignedNote } from './signed-note';
import { changeByte } from './vectors/change-byte';
import published from './vectors/notes.json';

const sha256: Sha256 = (message) => hash('sha256', message, 'buffer');
const crypto = { sha256, verifySignature: verifyBytes };
const { go } = published;

function keyOf(vkey: string): NoteKey {
  const key = parseVkey(vkey, sha256);
  if (key === undefined) throw new Error('The vector cannot be read');
  return key;
}

function noteOf(text: string): SignedNote {
  const note = parseNote(text);
  if (note === undefined) throw new Error('The note cannot be read');
  return note;
}

const peter = keyOf(go.peter.vkey);
const enoch = keyOf(go.enoch.vkey);

describe('signed notes (published)', () => {
  it('verifies the specification’s example', async () => {
    const key = keyOf(published.signedNote.vkey);
    const note = noteOf(published.signedNote.note);
    expect(note.text).toBe('This is an example message.\n');
    expect(await verifyNote(note, [key], crypto)).toEqual({ verified: [key] });
    expect(formatNote(note)).toBe(published.signedNote.note);
  });

  it('splits at the last empty line', () => {
    const note = noteOf(published.multiline);
    expect(note.text.endsWith('raggio di sole:\n\ned è subito sera.\n')).toBe(true);
    expect(note.signatures.map(({ name }) => name)).toEqual(['quasimodo.example/salvatore']);
    expect(formatNote(note)).toBe(published.multiline);
  });

  it('reads and writes Go’s note', () => {
    expect(formatNote(noteOf(`${go.text}\n${go.peter.line}`))).toBe(`${go.text}\n${go.peter.line}`);
  });

  it('names the known keys that signed, each once, and passes over the others', async () => {
    const both = noteOf(`${go.text}\n${go.peter.line}${go.enoch.line}${go.peter.line}`);
    expect(await verifyNote(both, [peter], crypto)).toEqual({ verified: [peter] });
    expect(await verifyNote(both, [enoch, peter], crypto)).toEqual({ verified: [peter, enoch] });
    expect(await verifyNote(both, [], crypto)).toEqual({ refused: 'NO_KNOWN_KEY' });
  });

  it('refuses a note whose known key fails, also when another is right', async () => {
    const line = `${go.peter.line.slice(0, 60)}ABCD${go.peter.line.slice(60)}`;
    for (const lines of [line, go.enoch.line + line])
      expect(await verifyNote(noteOf(`${go.text}\n${lines}`), [peter, enoch], crypto)).toEqual({ refused: 'KNOWN_KEY_FAILS' });
    const other = noteOf(`Another text\n\n${go.peter.line}`);
    expect(await verifyNote(other, [peter], crypto)).toEqual({ refused: 'KNOWN_KEY_FAILS' });
  });

  it('takes a key of the same name or the same id, but not both, for a stranger', async () => {
    const misnamed = noteOf(`${go.text}\n${go.peter.line.replace('PeterNeumann', 'CarmenSandiego')}`);
    const otherId = noteOf(`${go.text}\n${go.peter.line.replace('x08g', 'xxxx')}`);
    expect(await verifyNote(misnamed, [peter], crypto)).toEqual({ refused: 'NO_KNOWN_KEY' });
    expect(await verifyNote(otherId, [peter], crypto)).toEqual({ refused: 'NO_KNOWN_KEY' });
  });

  it.each([
    go.text,
    `${go.text}\n`,
    `${go.text}\n${go.peter.line.slice(0, -1)}`,
    `${go.text}\n${go.enoch.line}${go.peter.line.slice(0, -1)}`,
    `\u0001${go.text}\n${go.peter.line}`,
    `${go.text}\n${go.peter.line.replace('PeterNeumann', 'Bad Name')}`,
    `${go.text}\n${go.peter.line}Unexpected line.\n`,
    `${go.text}\n${go.peter.line.repeat(101)}`,
  ])('refuses what Go refuses (%#)', (text) => expect(parseNote(text)).toBeUndefined());
});

const secret = new Uint8Array(32).fill(3);
const publicKey = ed25519.getPublicKey(secret);
const text = 'log\n1\nroot\n';
const sign = (message: string): Uint8Array => ed25519.sign(utf8(message), secret);
const lineOf = (key: NoteKey, bytes: Uint8Array): NoteSignature => ({ name: key.name, keyId: key.id, bytes });

const anyNote: fc.Arbitrary<SignedNote> = fc.record({
  text: fc.array(fc.stringMatching(/^[ -~é—]{0,12}$/), { minLength: 1, maxLength: 5 }).map((lines) => `${lines.join('\n')}\n`),
  signatures: fc.array(
    fc.record({
      name: fc.stringMatching(/^[!-*,-~é]{1,12}$/),
      keyId: fc.nat({ max: 0xffffffff }),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 80 }),
    }),
    { minLength: 1, maxLength: 4 },
  ),
});

describe('signed notes', () => {
  it('come back as they were written', () => {
    fc.assert(
      fc.property(anyNote, (note) => {
        expect(parseNote(formatNote(note))).toEqual(note);
      }),
    );
    expect(parseNote(formatNote({ text: '\n', signatures: [lineOf(peter, secret)] }))?.text).toBe('\n');
  });

  it('are another note, or none, with one byte changed', () => {
    fc.assert(
      fc.property(anyNote, fc.nat(), fc.integer({ min: 1, max: 255 }), (note, at, by) => {
        expect(parseNote(changeByte(formatNote(note), at, by))).not.toEqual(note);
      }),
    );
  });

  it('are refused, not thrown at, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (hostile) => {
        expect(parseNote(`${hostile}\n\n${hostile}`)).toBeUndefined();
      }),
    );
  });

  it('hold at most 64 signatures and 64 kB', () => {
    const one = lineOf(peter, secret);
    const many = (count: number): string => formatNote({ text, signatures: Array.from({ length: count }, () => one) });
    expect(parseNote(many(64))?.signatures).toHaveLength(64);
    expect(parseNote(many(65))).toBeUndefined();
    const long = (length: number, letter: string): string =>
      formatNote({ text: `${letter.repeat(length)}\n`, signatures: [one] });
    expect(parseNote(long(65_000, 'x'))).toBeDefined();
    expect(parseNote(long(66_000, 'x'))).toBeUndefined();
    // Bytes count, not letters.
    expect(parseNote(long(33_000, 'é'))).toBeUndefined();
  });

  it.each([
    `\u2014 a ${toBase64(new Uint8Array(4))}\n`,
    `\u2013 a ${toBase64(new Uint8Array(9))}\n`,
    `\u2014  a ${toBase64(new Uint8Array(9))}\n`,
    `\u2014 a  ${toBase64(new Uint8Array(9))}\n`,
    `\u2014 a\u00A0b ${toBase64(new Uint8Array(9))}\n`,
    `\u2014 a+b ${toBase64(new Uint8Array(9))}\n`,
    `\u2014 a ${toBase64(new Uint8Array(10)).replace('==', '')}\n`,
    `\u2014 a ${toBase64(new Uint8Array(10)).replace('A==', 'B==')}\n`,
  ])('have no signature line like %j', (line) => expect(parseNote(`${text}\n${line}`)).toBeUndefined());

  it('hold no half of a character, which would be signed as another one', async () => {
    const key = makeNoteKey('log', ED25519, publicKey, sha256);
    const replaced = { text: '\uFFFD\n', signatures: [lineOf(key, sign('\uFFFD\n'))] };
    expect(await verifyNote(noteOf(formatNote(replaced)), [key], crypto)).toEqual({ verified: [key] });
    expect(parseNote(formatNote({ ...replaced, text: '\uD800\n' }))).toBeUndefined();
  });

  it('verify a cosignature over text and time, and nothing else', async () => {
    const key = makeNoteKey('witness', COSIGNATURE, publicKey, sha256);
    const good = sign(cosignatureMessage(1_679_315_147, text));
    const check = async (bytes: Uint8Array): Promise<unknown> =>
      verifyNote({ text, signatures: [lineOf(key, bytes)] }, [key], crypto);
    expect(await check(encodeCosignature(1_679_315_147, good))).toEqual({ verified: [key] });
    for (const bytes of [encodeCosignature(1_679_315_148, good), good, encodeCosignature(1, sign(text)), sign(text)])
      expect(await check(bytes)).toEqual({ refused: 'KNOWN_KEY_FAILS' });
  });

  it('do not take a cosignature for a log’s signature of the same key', async () => {
    const key = makeNoteKey('log', ED25519, publicKey, sha256);
    const bytes = encodeCosignature(1, sign(cosignatureMessage(1, text)));
    expect(await verifyNote({ text, signatures: [lineOf(key, bytes)] }, [key], crypto)).toEqual({ refused: 'KNOWN_KEY_FAILS' });
  });

  it('pass over a key of a type that is not checked here', async () => {
    const later = makeNoteKey('later', ML_DSA_COSIGNATURE, new Uint8Array(1312), sha256);
    const key = makeNoteKey('log', ED25519, publicKey, sha256);
    const signatures = [lineOf(later, new Uint8Array(2428)), lineOf(key, sign(text))];
    expect(await verifyNote({ text, signatures }, [later, key], crypto)).toEqual({ verified: [key] });
    expect(await verifyNote({ text, signatures }, [later], crypto)).toEqual({ refused: 'NO_KNOWN_KEY' });
  });

  it('are checked strictly: a key of small order signs for nobody', async () => {
    const key = makeNoteKey('log', ED25519, Uint8Array.of(1, ...new Uint8Array(31)), sha256);
    const bytes = Uint8Array.of(1, ...new Uint8Array(63));
    const trusting = { sha256, verifySignature: () => true };
    expect(await verifyNote({ text, signatures: [lineOf(key, bytes)] }, [key], trusting)).toEqual({ refused: 'KNOWN_KEY_FAILS' });
  });
});
