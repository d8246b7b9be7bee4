import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBase64Url, type HashInto } from './bytes';
import type { Canonical } from './canonical';
import { commitField, fieldsRoot, isStrictlyAscending, layOutFields } from './commitment';
import { FIRST_PREV } from './header';
import { sealEntry } from './seal-entry';
import { verifyEntry } from './verify-entry';

const sha256 = (message: Uint8Array | string): Uint8Array => createHash('sha256').update(message).digest();

const hashInto: HashInto = (text, into, at) => {
  into.set(sha256(text), at);
};

function wire(fields: Record<string, Canonical>): Parameters<typeof verifyEntry>[0] {
  const names = Object.keys(fields).sort();
  const values = names.map((name) => fields[name] ?? null);
  const salts = names.map(() => toBase64Url(randomBytes(16)));
  const draft = { origin: 'o', stream: 's', version: 1, prev: FIRST_PREV, nonce: toBase64Url(randomBytes(16)), salts };
  const sealed = sealEntry({ ...draft, names, layout: layOutFields(names), values }, sha256, hashInto);
  return {
    index: 0,
    header: sealed.header,
    commitments: names.map((name, at) => [name, toBase64Url(sealed.commitments.subarray(at * 32, at * 32 + 32))] as const),
    fields: names.map((name, at) => ({ name, salt: salts[at] ?? '', value: fields[name] ?? null })),
  };
}

const anyFields = fc.dictionary(
  fc.stringMatching(/^[a-z@][a-zA-Z]{0,12}$/),
  fc.oneof(fc.stringMatching(/^[ -~]{0,20}$/), fc.integer(), fc.boolean(), fc.constant(null)),
  {
    minKeys: 1,
    noNullPrototype: true,
  },
);

describe('sealing', () => {
  it('commits to a field as SHA-256 of the canonical JSON of salt, name and value (ledger-format §0)', () => {
    const salt = new Uint8Array(16).fill(7);
    const message = JSON.stringify(['BwcHBwcHBwcHBwcHBwcHBw', 'upb', '1580.17']);
    expect(commitField({ salt, name: 'upb', value: '1580.17' }, sha256)).toEqual(sha256(message));
  });

  it('makes the fields root of tag, count, and each name with its length and commitment', () => {
    const commitment = new Uint8Array(32).fill(9);
    const message = Buffer.concat([
      Buffer.from('hearthline/fields/v1\n'),
      Buffer.from([0, 0, 0, 1, 0, 3]),
      Buffer.from('upb'),
      commitment,
    ]);
    expect(fieldsRoot([['upb', commitment]], sha256)).toEqual(sha256(message));
  });

  it('gives entries that verify whatever their fields, also with any of them withheld', () => {
    fc.assert(
      fc.property(anyFields, fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }), (fields, shown) => {
        const entry = wire(fields);
        expect(verifyEntry({ ...entry, fields: entry.fields.filter((_, at) => shown[at % 20]) }, sha256).faults).toEqual([]);
      }),
    );
  });

  it('names the field of any altered value', () => {
    fc.assert(
      fc.property(anyFields, fc.nat(), (fields, pick) => {
        const entry = wire(fields);
        const at = pick % entry.fields.length;
        const altered = entry.fields.map((field, place) => (place === at ? { ...field, value: 'altered' } : field));
        fc.pre(entry.fields[at]?.value !== 'altered');
        expect(verifyEntry({ ...entry, fields: altered }, sha256).faults).toMatchObject([
          { code: 'FIELD_ALTERED', field: entry.fields[at]?.name },
        ]);
      }),
    );
  });

  it('refuses names out of order or twice', () => {
    expect([isStrictlyAscending(['a', 'b']), isStrictlyAscending(['b', 'a']), isStrictlyAscending(['a', 'a'])]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
