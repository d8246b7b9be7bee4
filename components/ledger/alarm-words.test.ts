import { expect, it } from 'vitest';
import { alarmWords } from './alarm-words';

it('says that a witness holds more only when a witness does', () => {
  const found = { kind: 'ROLLED_BACK', by: ['the hub'], numbers: [1_200, 1_300] } as const;
  expect(alarmWords(found).found).toBe(
    'Found by the hub: a witness holds this record with 1,300 entries, signed by its own key; here it has 1,200.',
  );
  expect(alarmWords({ ...found, holder: 'signer' }).found).toBe(
    'Found by the hub: the hub’s own signer remembers this record with 1,300 entries, signed by its own key; here it has 1,200.',
  );
});

it('does not call a record shorter that went on another way', () => {
  const { title, found } = alarmWords({ kind: 'ROLLED_BACK', by: ['a’s witness'], numbers: [36, 12] });
  expect(title).toBe('This record is not the one that was signed.');
  expect(found).toContain('here it has 36, and they do not all agree.');
});
