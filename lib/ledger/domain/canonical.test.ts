import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalize, NotCanonical } from './canonical';

describe('canonical JSON (RFC 8785)', () => {
  it('sorts members by UTF-16 code units, at every depth', () => {
    // The RFC's own order example (§3.2.3), numbers left out.
    expect(
      canonicalize({ '\u20ac': 'Euro', '\r': 'CR', '\ufb33': 'Dalet', '1': 'One', '\u0080': 'Ctl', '\u00f6': 'o', '😀': 's' }),
    ).toBe('{"\\r":"CR","1":"One","\u0080":"Ctl","ö":"o","€":"Euro","😀":"s","\ufb33":"Dalet"}');
  });

  it.each([
    ['undefined', undefined],
    ['a member that is undefined', { a: undefined }],
    ['a hole', Object.assign([1], { length: 3 })],
    ['a fraction', 1.5],
    ['an unsafe integer', 2 ** 53],
    ['not a number', Number.NaN],
    ['a bigint', 1n],
    ['a class instance', new Map()],
    ['a lone surrogate', '\ud800'],
    ['NUL', 'a\0b'],
    ['a lone surrogate in a name', { '\udc00': 1 }],
  ])('refuses %s', (_, value) => {
    expect(() => canonicalize(value)).toThrow(NotCanonical);
  });

  it('does not depend on the order in which members were written', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme-ascii' }), fc.integer()), (members) => {
        const reversed = Object.fromEntries(Object.entries(members).reverse());
        expect(canonicalize({ ...reversed })).toBe(canonicalize({ ...members }));
      }),
    );
  });
});
