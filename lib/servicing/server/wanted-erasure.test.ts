import { describe, expect, it } from 'vitest';
import { ERASABLE_FIELDS } from '@/lib/servicing/language/erasable-fields';
import { SERVICING_FACTS } from '@/lib/servicing/language/facts';
import { wantedErasure } from './wanted-erasure';

describe('an erasure as it is worded', () => {
  it('names a person, fields, or a group as the fields in it that can go by themselves', () => {
    expect(wantedErasure({ scope: 'person' })).toEqual({ scope: 'person' });
    expect(wantedErasure({ scope: 'fields', fields: ['name'], version: 3 })).toEqual({
      scope: 'fields',
      fields: ['name'],
      version: 3,
    });
    expect(wantedErasure({ scope: 'fields', group: 'identity' })).toEqual({ scope: 'fields', fields: ['name', 'initials'] });
    expect(wantedErasure({ scope: 'fields', group: 'credit-score' })).toEqual({ scope: 'fields', fields: ['creditScore'] });
  });

  it.each([
    [{ scope: 'person', fields: ['name'] }],
    [{ scope: 'person', version: 1 }],
    [{ scope: 'fields' }],
    [{ scope: 'fields', fields: ['name'], group: 'identity' }],
    [{ scope: 'fields', group: 'meta' }],
    [{ scope: 'fields', group: 'unknown' }],
  ] as const)('is refused as %o', (worded) => {
    expect(() => wantedErasure(worded)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }) as Error);
  });

  it('knows no field that its fact has not', () => {
    for (const [type, names] of Object.entries(ERASABLE_FIELDS)) {
      const fact = Object.values(SERVICING_FACTS).find((each) => each.type === type);
      expect([type, names.filter((name) => !(name in (fact?.fields ?? {})))]).toEqual([type, []]);
    }
  });
});
