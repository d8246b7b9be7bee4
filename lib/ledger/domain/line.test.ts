import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBase64 } from './bytes';
import { isNoteText, parseDecimal, parseHash, parseHashes, valueAfter } from './line';

const hash = toBase64(new Uint8Array(32).fill(7));

describe('lines of C2SP files', () => {
  it('read every safe number written plainly', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (number) => {
        expect(parseDecimal(String(number))).toBe(number);
      }),
    );
  });

  it.each(['', '00', '01', '+1', '-1', '1.0', '1e3', '0x1', ' 1', '1 ', '1\n', '١', '9007199254740992', '99999999999999999999'])(
    'read no number from %j',
    (text) => expect(parseDecimal(text)).toBeUndefined(),
  );

  it('read a hash from its one canonical base64', () => {
    expect(parseHash(hash)).toEqual(new Uint8Array(32).fill(7));
    for (const text of [
      '',
      hash.slice(1),
      `${hash}\n`,
      hash.replace('=', ''),
      hash.replace('c=', 'd='),
      toBase64(new Uint8Array(31)),
    ])
      expect(parseHash(text)).toBeUndefined();
  });

  it('read up to 63 hashes, and all or none', () => {
    expect(parseHashes([])).toEqual([]);
    expect(parseHashes(Array.from({ length: 63 }, () => hash))).toHaveLength(63);
    expect(parseHashes(Array.from({ length: 64 }, () => hash))).toBeUndefined();
    expect(parseHashes([hash, ''])).toBeUndefined();
  });

  it('read what follows a word', () => {
    expect(valueAfter('old ', 'old 5')).toBe('5');
    expect(valueAfter('old ', 'old')).toBeUndefined();
    expect(valueAfter('old ', undefined)).toBeUndefined();
  });

  it('may hold any character but control characters and halves of one', () => {
    expect(isNoteText('a\n\nb — é 🙂 \u007F\u0085\uFEFF')).toBe(true);
    for (const text of ['a\tb', 'a\r\n', 'a\0', '\u001F', '\uD83D', '\uDE42a', 'a\uD83D\n']) expect(isNoteText(text)).toBe(false);
  });
});
