import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { decideErasure, type ErasureBasis, type WantedErasure } from './decide-erasure';
import { standingHolds } from './standing-holds';

const PAID = { code: '01', on: '2020-05-01' };
const today = Temporal.PlainDate.from('2026-11-27');
const entries = [
  { version: 1, type: 'LoanBoarded', held: ['@type', 'creditScore', 'purpose', 'originalUpb'] },
  { version: 2, type: 'BorrowerNamed', held: ['@type', 'name', 'initials'] },
  { version: 3, type: 'LoanExited', held: ['@type', 'effectiveOn'] },
];
const basis = (changes: Partial<ErasureBasis> = {}): ErasureBasis => ({ entries, holds: [], end: PAID, today, ...changes });
const person: WantedErasure = { scope: 'person' };
const fields = (...names: string[]): WantedErasure => ({ scope: 'fields', fields: names });

describe('an erasure', () => {
  it('is decided for the person, or for named fields up to the newest version', () => {
    expect(decideErasure(person, basis())).toEqual({ scope: 'person', fields: [], version: null, throughVersion: 3 });
    expect(decideErasure(fields('name', 'creditScore', 'name'), basis())).toEqual({
      scope: 'fields', fields: ['creditScore', 'name'], version: null, throughVersion: 3,
    }); // prettier-ignore
    expect(decideErasure({ scope: 'fields', fields: ['name'], version: 2 }, basis())).toMatchObject({ version: 2 });
  });

  it('is refused while the loan lives, and until four years after it ended, with the day', () => {
    expect(decideErasure(person, basis({ end: undefined }))).toMatchObject({ refused: 'ERASURE_RETAINED' });
    const early = decideErasure(fields('name'), basis({ end: { code: '01', on: '2023-01-31' } }));
    expect(early).toMatchObject({ refused: 'ERASURE_RETAINED', until: '2027-01-31' });
    expect('message' in early && early.message).toContain('Nothing was erased. Ask again from 2027-01-31 on.');
  });

  it('is refused under a legal hold before all else, with its reason', () => {
    const holds = [{ hold: 'h', organisation: 'owner', reason: 'docket 12-345', since: '2026-01-02T00:00:00.000Z' }];
    for (const end of [undefined, PAID]) {
      const refused = decideErasure(person, basis({ holds, end }));
      expect(refused).toMatchObject({ refused: 'ERASURE_HELD', message: expect.stringContaining('docket 12-345') as string });
    }
  });

  it('is refused for what is computed from, for what is not there, and for what has gone already', () => {
    expect(decideErasure(fields('originalUpb'), basis())).toMatchObject({ refused: 'FIELD_NOT_ERASABLE' });
    expect(decideErasure(fields('@type'), basis())).toMatchObject({ refused: 'FIELD_NOT_ERASABLE' });
    expect(decideErasure(fields('unknown'), basis())).toMatchObject({ refused: 'NOTHING_TO_ERASE' });
    expect(decideErasure({ scope: 'fields', fields: ['name'], version: 1 }, basis())).toMatchObject({
      refused: 'NOTHING_TO_ERASE',
    });
    const gone = entries.map((entry) => ({ ...entry, type: null, held: [] }));
    expect(decideErasure(person, basis({ entries: gone }))).toMatchObject({ refused: 'NOTHING_TO_ERASE' });
  });
});

describe('legal holds', () => {
  const fact = (type: string, hold: string, organisation: string): Parameters<typeof standingHolds>[0][number] => ({
    type, organisation, recordedAt: '2026-01-02T00:00:00.000Z', values: { hold, reason: 'docket' },
  }); // prettier-ignore

  it('stand until the organisation that placed them releases them', () => {
    const placed = [fact('LegalHoldPlaced', 'a', 'owner'), fact('LegalHoldPlaced', 'b', 'servicer')];
    const names = (...more: Parameters<typeof standingHolds>[0][number][]): string[] =>
      standingHolds([...placed, ...more]).map(({ hold }) => hold);
    expect(names()).toEqual(['a', 'b']);
    expect(names(fact('LegalHoldReleased', 'a', 'servicer'))).toEqual(['a', 'b']);
    expect(names(fact('LegalHoldReleased', 'a', 'owner'))).toEqual(['b']);
    expect(names(fact('LegalHoldReleased', 'c', 'owner'))).toEqual(['a', 'b']);
  });
});
