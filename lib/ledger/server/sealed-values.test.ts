import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openValues, sealValues } from './sealed-values';

const key = randomBytes(32);
const place = { digest: 'ab'.repeat(32), group: 'identity' };
const salt = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('base64url'));
const row = fc.array(fc.tuple(salt, fc.string({ unit: 'binary' })), { maxLength: 8 }).map((fields) => ({
  salts: fields.map(([each]) => each),
  values: JSON.stringify(fields.map(([, value]) => value)),
}));

describe('sealed values', () => {
  it('open to what was sealed', () => {
    fc.assert(
      fc.property(row, (values) => {
        const open = openValues(sealValues(values, place, key), values.salts.length, place, key);
        expect(open?.values).toBe(values.values);
        expect(open?.salts).toEqual(Buffer.concat(values.salts.map((each) => Buffer.from(each, 'base64url'))));
      }),
    );
  });

  it('do not open when a bit was changed, under another key, for another entry, group or number of fields', () => {
    fc.assert(
      fc.property(row, fc.nat(), (values, at) => {
        const sealed = sealValues(values, place, key);
        const count = values.salts.length;
        const flipped = Buffer.from(sealed);
        flipped[at % sealed.length] = (flipped[at % sealed.length] ?? 0) ^ 1;
        expect(openValues(flipped, count, place, key)).toBeUndefined();
        expect(openValues(sealed, count, place, randomBytes(32))).toBeUndefined();
        expect(openValues(sealed, count, { ...place, digest: 'cd'.repeat(32) }, key)).toBeUndefined();
        expect(openValues(sealed, count, { ...place, group: 'meta' }, key)).toBeUndefined();
        expect(openValues(sealed.subarray(0, 20), count, place, key)).toBeUndefined();
      }),
    );
  });

  it('show nothing of the values, and are never sealed alike twice', () => {
    const values = { salts: [randomBytes(16).toString('base64url')], values: '["Ana Rivera"]' };
    const seals = Array.from({ length: 3_000 }, () => sealValues(values, place, key));
    expect(seals[0]?.includes('Rivera')).toBe(false);
    expect(new Set(seals.map((each) => each.subarray(0, 12).toString('hex'))).size).toBe(3_000);
  });
});
