import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sha256 } from './bytes';
import { COSIGNATURE, ED25519, formatVkey, isKeyName, makeNoteKey, ML_DSA_COSIGNATURE, parseVkey } from './note-key';
import { changeByte } from './vectors/change-byte';
import published from './vectors/notes.json';

const sha256: Sha256 = (message) => hash('sha256', message, 'buffer');
const peter = published.go.peter.vkey;
const all = [published.signedNote.vkey, peter, published.go.enoch.vkey, ...published.vkeys];

const anyKey = fc
  .tuple(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }).filter(isKeyName),
    fc.constantFrom(ED25519, COSIGNATURE),
    fc.uint8Array({ minLength: 32, maxLength: 32 }),
  )
  .map(([name, type, publicKey]) => makeNoteKey(name, type, publicKey, sha256));

describe('verifier keys (published)', () => {
  it.each(all)('reads and writes %s', (vkey) => {
    const key = parseVkey(vkey, sha256);
    expect(key).toBeDefined();
    expect(key === undefined ? '' : formatVkey(key)).toBe(vkey);
  });

  it('tells name, id and type', () => {
    expect(parseVkey(peter, sha256)).toMatchObject({ name: 'PeterNeumann', id: 0xc74f20a3, type: ED25519 });
    expect(published.vkeys.map((vkey) => parseVkey(vkey, sha256)?.type)).toEqual([ED25519, COSIGNATURE, ML_DSA_COSIGNATURE]);
  });

  it.each([...published.go.refusedVkeys, ...published.refusedVkeys, published.vkeyOfWrongId])('refuses %s', (vkey) =>
    expect(parseVkey(vkey, sha256)).toBeUndefined(),
  );

  it('refuses every part of a key, and every letter counted up, as the Go tests do', () => {
    for (let from = 0; from < peter.length; from += 1) {
      for (let to = from + 1; to <= peter.length; to += 1)
        if (to - from < peter.length) expect(parseVkey(peter.slice(from, to), sha256)).toBeUndefined();
      const next = String.fromCharCode(peter.charCodeAt(from) + 1);
      expect(parseVkey(peter.slice(0, from) + next + peter.slice(from + 1), sha256)).toBeUndefined();
    }
  });
});

describe('verifier keys', () => {
  it('come back as they were written', () => {
    fc.assert(
      fc.property(anyKey, (key) => {
        expect(parseVkey(formatVkey(key), sha256)).toEqual(key);
      }),
    );
  });

  it('are no longer the same key with one byte changed', () => {
    fc.assert(
      fc.property(anyKey, fc.nat(), fc.integer({ min: 1, max: 255 }), (key, at, by) => {
        expect(parseVkey(changeByte(formatVkey(key), at, by), sha256)).toBeUndefined();
      }),
    );
  });

  it('are refused, not thrown at, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(parseVkey(text, sha256)).toBeUndefined();
      }),
    );
  });

  it.each([ED25519, COSIGNATURE, ML_DSA_COSIGNATURE, 0x02, 0xff])('have the length of their type (%i)', (type) => {
    for (const length of [0, 31, 33]) {
      const key = makeNoteKey('a', type, new Uint8Array(length), sha256);
      expect(parseVkey(formatVkey(key), sha256)).toBeUndefined();
    }
  });

  it.each(['', 'a b', 'a+b', 'a\u00A0b', 'a\u0085', '\u2003', 'a\nb', 'a\tb', '\uD800'])('have no name like %j', (name) => {
    expect(isKeyName(name)).toBe(false);
    expect(parseVkey(formatVkey(makeNoteKey(name, ED25519, new Uint8Array(32), sha256)), sha256)).toBeUndefined();
  });

  it.each(['a', 'example.com/log', 'ü', '\uE000', '\u{10FFFF}', 'x'.repeat(300)])('may be named %j', (name) =>
    expect(isKeyName(name)).toBe(true),
  );
});
