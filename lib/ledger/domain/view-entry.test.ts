import { describe, expect, it } from 'vitest';
import type { WireEntry } from '@/lib/ledger/language/wire';
import { sealTestLog, sha256 } from '@/lib/ledger/server/test-stream';
import { viewEntry } from './view-entry';

const log = sealTestLog();

function newest(): WireEntry {
  const entry = log.stream.entries.at(-1);
  if (entry === undefined) throw new Error('The test stream is empty');
  return entry;
}

const entry = newest();
const meta = (name: string, value: string): WireEntry['fields'][number] => ({ name, group: 'meta', salt: '', value });

describe('an entry as its reader sees it', () => {
  it('shows the fact’s own values apart from what describes the fact', () => {
    expect(viewEntry(entry, sha256)).toEqual({
      index: 3,
      digest: log.commits[1]?.entries[0]?.digest,
      type: 'BalanceReported',
      organisation: 'servicer',
      actor: null,
      occurredAt: null,
      recordedAt: '2026-11-02T00:00:00.000Z',
      causes: [],
      values: { upb: '238000.00', count: 4 },
      withheld: [],
      erased: [],
    });
  });

  it('names what is there and withheld', () => {
    const partly = { ...entry, fields: entry.fields.filter((field) => field.name !== 'upb') };
    expect(viewEntry(partly, sha256)).toMatchObject({ values: { count: 4 }, withheld: ['upb'] });
  });

  it('of a private fact tells only who signed it, when and its digest', () => {
    expect(viewEntry({ ...entry, commitments: null, fields: [] }, sha256)).toMatchObject({
      type: null, organisation: 'servicer', values: {}, withheld: [], causes: [], recordedAt: entry.recordedAt,
    }); // prettier-ignore
  });

  it('takes the organisation from what was signed and from nothing else', () => {
    const claims = { ...entry, fields: [meta('@organisation', 'owner'), ...entry.fields] };
    expect(viewEntry(claims, sha256).organisation).toBe('servicer');
    expect(viewEntry({ ...claims, commit: { ...entry.commit, statement: '{' } }, sha256).organisation).toBe('');
  });

  it('tells who did it, when it happened and what it followed from', () => {
    const causes = { name: '@causes', group: 'meta', salt: '', value: ['ab'] };
    const told = { ...entry, fields: [meta('@actor', 'p1'), meta('@occurredAt', '2026-10-31'), causes] };
    expect(viewEntry(told, sha256)).toMatchObject({ actor: 'p1', occurredAt: '2026-10-31', causes: ['ab'], values: {} });
  });

  it('is not misled by a field named like a member every object has', () => {
    const { values } = viewEntry(
      { ...entry, fields: [{ name: '__proto__', group: 'g', salt: '', value: { admin: true } }] },
      sha256,
    );
    expect(Object.getPrototypeOf(values)).toBe(Object.prototype);
    expect(Object.keys(values)).toEqual(['__proto__']);
  });
});
