import { describe, expect, it } from 'vitest';
import { FIELD_GROUPS } from '@/lib/ledger/language/field-groups';
import { PARTY_KINDS } from '@/lib/partners/language/party-kind';
import { mayDo, mayRead, READ_POLICY } from './policy';

describe('who may read what (domain reference §5)', () => {
  it.each([
    ['identity', 'securitizer'],
    ['identity', 'owner'],
    ['credit-score', 'securitizer'],
    ['loan-number', 'securitizer'],
    ['contact-log', 'securitizer'],
    ['servicing-work', 'homeowner'],
    ['deal', 'servicer'],
    ['deal', 'homeowner'],
    ['access-log', 'owner'],
    ['access-log', 'securitizer'],
  ] as const)('withholds %s from the %s', (group, kind) => {
    expect(mayRead(kind, group)).toBe(false);
  });

  it('lets every party of a loan read its payment history', () => {
    for (const kind of PARTY_KINDS) expect(mayRead(kind, 'payment-history')).toBe(true);
  });

  it('names only field groups that exist, each once', () => {
    for (const groups of Object.values(READ_POLICY)) {
      expect(new Set(groups).size).toBe(groups.length);
      for (const group of groups) expect(FIELD_GROUPS).toContain(group);
    }
  });

  it('lets only the servicer write loan facts', () => {
    expect(PARTY_KINDS.filter((kind) => mayDo(kind, 'post-payment'))).toEqual(['servicer']);
    expect(PARTY_KINDS.filter((kind) => mayDo(kind, 'import-tape'))).toEqual(['servicer']);
  });
});
