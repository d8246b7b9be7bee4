import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sha256 } from './bytes';
import { NotCanonical } from './canonical';
import { commitField, fieldsRoot, isStrictlyAscending } from './commitment';

const sha256: Sha256 = (message) => createHash('sha256').update(message).digest();
const salt = new Uint8Array(16);
const text = fc.stringMatching(/^[ -~]{0,12}$/);

describe('a field’s commitment', () => {
  it('is another for another salt, name or value', () => {
    fc.assert(
      fc.property(text, text, text, text, (name, value, otherName, otherValue) => {
        fc.pre(name !== otherName || value !== otherValue);
        expect(commitField({ salt, name, value }, sha256)).not.toEqual(
          commitField({ salt, name: otherName, value: otherValue }, sha256),
        );
      }),
    );
    const field = { name: 'upb', value: '1.00' };
    expect(commitField({ salt, ...field }, sha256)).not.toEqual(commitField({ salt, ...field, name: 'upc' }, sha256));
    expect(commitField({ salt, ...field }, sha256)).not.toEqual(
      commitField({ salt: new Uint8Array(16).fill(1), ...field }, sha256),
    );
  });

  it('tells a number from its text and nothing from an empty text', () => {
    const of = (value: string | number | null): string =>
      Buffer.from(commitField({ salt, name: 'x', value }, sha256)).toString('hex');
    expect(new Set([of(1), of('1'), of(null), of(''), of('null')]).size).toBe(5);
  });

  it.each([1.5, 'a\0', '\ud800'])('is refused for %j, which has no canonical form', (value) => {
    expect(() => commitField({ salt, name: 'x', value }, sha256)).toThrow(NotCanonical);
  });
});

describe('the fields root', () => {
  it('writes count and name lengths big-endian, and names as UTF-8 bytes (ledger-format §0)', () => {
    const fields = Array.from(
      { length: 258 },
      (_, at) => [`é${'x'.repeat(298)}${String(at)}`, new Uint8Array(32).fill(at)] as const,
    );
    const message = Buffer.concat([
      Buffer.from('hearthline/fields/v1\n'),
      Buffer.from([0, 0, 1, 2]),
      ...fields.flatMap(([name, commitment]) => {
        const length = Buffer.alloc(2);
        length.writeUInt16BE(Buffer.byteLength(name));
        return [length, Buffer.from(name), commitment];
      }),
    ]);
    expect(fieldsRoot(fields, sha256)).toEqual(sha256(message));
  });

  it('of no fields is that of the tag and a count of zero', () => {
    expect(fieldsRoot([], sha256)).toEqual(sha256(Buffer.concat([Buffer.from('hearthline/fields/v1\n'), Buffer.alloc(4)])));
  });
});

describe('the order of names', () => {
  it('is by bytes, which for characters beyond U+FFFF is not that of UTF-16', () => {
    expect(isStrictlyAscending(['\ufb33', '😀'])).toBe(true);
    expect(isStrictlyAscending(['😀', '\ufb33'])).toBe(false);
  });

  it('puts a name before any it begins, and takes none twice', () => {
    expect([isStrictlyAscending([]), isStrictlyAscending(['a', 'ab']), isStrictlyAscending(['ab', 'a'])]).toEqual([
      true,
      true,
      false,
    ]);
    expect(isStrictlyAscending(['a', 'a'])).toBe(false);
  });
});
