import { describe, expect, it } from 'vitest';
import type { Canonical } from './canonical';
import { coversField, readErasure, type Erasure } from './erasure';

const said = (changes: Record<string, Canonical> = {}): { name: string; value: Canonical }[] =>
  Object.entries({
    '@type': 'FieldErased', subject: 'loan/a', scope: 'fields', fields: ['name'], version: null, throughVersion: 3, ...changes,
  }).map(([name, value]) => ({ name, value })); // prettier-ignore

const NAMED: Erasure = { subject: 'loan/a', scope: 'fields', fields: ['name'], version: null, throughVersion: 3 };

describe('an erasure', () => {
  it('is read from its fact on the subject’s own stream', () => {
    expect(readErasure('erasure/a', said())).toEqual(NAMED);
    expect(readErasure('erasure/a', said({ scope: 'person', fields: [], version: 2 }))).toMatchObject({
      scope: 'person',
      version: 2,
    });
  });

  it.each([
    ['another stream', 'erasure/b', {}],
    ['the record itself', 'loan/a', {}],
    ['another type', 'erasure/a', { '@type': 'ErasureConfirmed' }],
    ['another subject', 'erasure/a', { subject: 'loan/b' }],
    ['no subject', 'erasure/a', { subject: 7 }],
    ['an unknown scope', 'erasure/a', { scope: 'all' }],
    ['names that are none', 'erasure/a', { fields: [1] }],
    ['no last version', 'erasure/a', { throughVersion: null }],
  ])('is none when it is said on or of %s', (_, stream, changes) => {
    expect(readErasure(stream, said(changes))).toBeUndefined();
  });

  it.each<[string, boolean, Partial<Erasure>, readonly [stream: string, version: number, field: string]]>([
    ['the named field', true, {}, ['loan/a', 3, 'name']],
    ['another field', false, {}, ['loan/a', 3, 'upb']],
    ['what came after it', false, {}, ['loan/a', 4, 'name']],
    ['another loan', false, {}, ['loan/b', 1, 'name']],
    ['looks at the loan, for a field', false, {}, ['access/a', 1, 'name']],
    ['the one version', true, { version: 2 }, ['loan/a', 2, 'name']],
    ['another version', false, { version: 2 }, ['loan/a', 3, 'name']],
    ['all of a person', true, { scope: 'person', fields: [] }, ['loan/a', 9, 'upb']],
    ['looks at a person’s loan', true, { scope: 'person', fields: [] }, ['access/a', 9, 'reader']],
    ['another person', false, { scope: 'person', fields: [] }, ['loan/b', 1, 'upb']],
    ['what is nobody’s', false, { scope: 'person', fields: [] }, ['org/a', 1, 'name']],
    ['its own certificate', false, { scope: 'person', fields: [] }, ['erasure/a', 1, 'reason']],
  ])('of %s covers it: %s', (_, covered, changes, [stream, version, field]) => {
    expect(coversField({ ...NAMED, ...changes }, { stream, version }, field)).toBe(covered);
  });
});
