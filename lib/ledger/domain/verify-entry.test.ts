import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { VisibleField, WireEntry } from '@/lib/ledger/language/wire';
import { toBase64Url, toHex, type Sha256 } from './bytes';
import { commitField, fieldsRoot } from './commitment';
import type { FaultCode } from './fault';
import { encodeHeader, FIRST_PREV } from './header';
import { verifyEntry } from './verify-entry';

const sha256: Sha256 = (message) => createHash('sha256').update(message).digest();
const salt = new Uint8Array(16).fill(3);

/** An entry whose list of fields is sealed just as given, in whatever order and however often. */
function sealed(fields: readonly (readonly [name: string, value: string])[]): WireEntry {
  const commitments = fields.map(([name, value]) => [name, commitField({ salt, name, value }, sha256)] as const);
  const root = toHex(fieldsRoot(commitments, sha256));
  return {
    index: 4,
    header: encodeHeader({ origin: 'o', stream: 'loan/a', version: 2, prev: FIRST_PREV, nonce: '', fieldsRoot: root }),
    commitments: commitments.map(([name, commitment]) => [name, toBase64Url(commitment)]),
    fields: fields.map(([name, value]): VisibleField => ({ name, group: 'g', salt: toBase64Url(salt), value })),
    commit: { statement: '', signature: '', path: [], position: 0 },
    recordedAt: '',
  };
}

const codesOf = (entry: WireEntry): FaultCode[] => verifyEntry(entry, sha256).faults.map((fault) => fault.code);
const entry = sealed([['@type', 'BalanceReported'], ['upb', '1.00']]); // prettier-ignore
const upb = entry.fields[1];

describe('one entry', () => {
  it('is sound as sealed, and its header is read', () => {
    expect(verifyEntry(entry, sha256)).toMatchObject({ faults: [], header: { stream: 'loan/a', version: 2 } });
  });

  it('is sound when all of it is withheld', () => {
    expect(codesOf({ ...entry, commitments: null, fields: [] })).toEqual([]);
  });

  it.each<[string, WireEntry, FaultCode[]]>([
    ['a name sealed twice, so that two readers could be shown two values', sealed([['upb', '1.00'], ['upb', '2.00']]), ['FIELDS_DISORDERED', 'FIELD_ALTERED', 'FIELDS_ROOT_WRONG']],
    ['names sealed out of order', sealed([['upb', '1.00'], ['@type', 'BalanceReported']]), ['FIELDS_DISORDERED']],
    ['a commitment that is not base64url', { ...entry, commitments: [['@type', '='], ['upb', '=']] }, ['FIELD_ALTERED', 'FIELD_ALTERED', 'FIELDS_ROOT_WRONG']],
    ['an empty list of fields beside shown ones', { ...entry, commitments: [] }, ['FIELD_UNKNOWN', 'FIELD_UNKNOWN', 'FIELDS_ROOT_WRONG']],
    ['a value beside a wholly withheld entry, which nothing seals', { ...entry, commitments: null }, ['FIELD_UNKNOWN', 'FIELD_UNKNOWN']],
    ['a commitment longer than a hash', { ...entry, commitments: [['@type', 'A'.repeat(64)], ['upb', 'A'.repeat(64)]] }, ['FIELD_ALTERED', 'FIELD_ALTERED', 'FIELDS_ROOT_WRONG']],
    ['a header that is not canonical', { ...entry, header: entry.header.replace('{', '{ ') }, ['HEADER_MALFORMED']],
    ['a header that is another thing', { ...entry, header: '[]' }, ['HEADER_MALFORMED']],
  ])('reports %s', (_, altered, codes) => {
    expect(codesOf(altered)).toEqual(codes);
  }); // prettier-ignore

  it.each([
    ['a lone surrogate', '\ud800'],
    ['NUL', 'a\0'],
    ['a fraction', 1.5],
    ['the same text in another Unicode form', 'e\u0301'],
  ])('takes no %s for a sealed value', (_, value) => {
    expect(codesOf({ ...entry, fields: [{ name: 'upb', group: 'g', salt: toBase64Url(salt), value }] })).toEqual([
      'FIELD_ALTERED',
    ]);
  });

  it.each(['', 'AwMDAwMDAwMDAwMDAwMDAw==', 'BAMDAwMDAwMDAwMDAwMDAw'])('takes no salt %j but the sealed one', (other) => {
    expect(codesOf({ ...entry, fields: upb === undefined ? [] : [{ ...upb, salt: other }] })).toEqual(['FIELD_ALTERED']);
  });

  it('knows a field by its exact name, also one that every object has', () => {
    for (const name of ['__proto__', 'constructor', 'UPB'])
      expect(verifyEntry({ ...entry, fields: [{ name, salt: '', value: null }] }, sha256).faults).toMatchObject([
        { code: 'FIELD_UNKNOWN', field: name },
      ]);
  });

  it('tells the fact’s name only where its type is shown as a text', () => {
    const faultOf = (fields: readonly VisibleField[]): unknown => verifyEntry({ ...entry, fields }, sha256).faults[0];
    const wrong = { name: 'zip3', group: 'g', salt: '', value: null };
    expect(faultOf([wrong, ...entry.fields])).toEqual({
      code: 'FIELD_UNKNOWN', field: 'zip3', fact: 'BalanceReported', index: 4, stream: 'loan/a', version: 2,
    }); // prettier-ignore
    expect(faultOf([wrong])).not.toHaveProperty('fact');
    expect(faultOf([{ ...wrong, name: '@type', value: 5 }])).not.toHaveProperty('fact');
  });
});
