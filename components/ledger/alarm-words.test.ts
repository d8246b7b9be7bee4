import { expect, it } from 'vitest';
import { alarmWords, restoredWords } from './alarm-words';

it('says that a witness holds more only when a witness does', () => {
  const found = { kind: 'ROLLED_BACK', by: ['the hub'], numbers: [1_200, 1_300] } as const;
  expect(alarmWords(found).found).toBe(
    'Found by the hub: a witness holds this record with 1,300 entries, signed by its own key; now it has 1,200.',
  );
  expect(alarmWords({ ...found, holder: 'signer' }).found).toBe(
    'Found by the hub: the hub’s own signer remembers this record with 1,300 entries, signed by its own key; now it has 1,200.',
  );
});

it('does not call a record shorter that went on another way', () => {
  const { title, found } = alarmWords({ kind: 'ROLLED_BACK', by: ['a’s witness'], numbers: [36, 12] });
  expect(title).toBe('This record is not the one that was signed.');
  expect(found).toContain('now it has 36, and they do not all agree.');
});

it('says for good that a record was restored, and how much is not in it', () => {
  const told = { origin: 'log.example/a/2', succeededAt: '2026-11-28T15:00:00.000Z', kept: 1_200, signed: 1_203 };
  expect(restoredWords(told)).toMatch(
    /^This record was restored on Nov 28, 2026.* from a copy that ended at entry 1,200\. 3 entries that had been signed before are not in it\. /,
  );
  expect(restoredWords({ ...told, signed: 1_201 })).toContain('1 entry that had been signed before is not in it.');
  expect(restoredWords({ ...told, signed: 1_100 })).toContain('Nothing that is known to have been signed is missing from it.');
});
