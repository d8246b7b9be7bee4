import { expect, it } from 'vitest';
import { formatCheckpoint } from './checkpoint';
import { hubAlarm, mergeAlarms } from './found-alarm';

const note = (size: number): string => `${formatCheckpoint({ origin: 'log', size, root: new Uint8Array(32) })}\n— log AAAAAAE=\n`;

it('tells the hub’s alarms by the sizes of their notes, the smaller first, or by the entry', () => {
  const raisedAt = '2026-11-01T00:00:00.000Z';
  expect(hubAlarm({ kind: 'ROLLED_BACK', raisedAt, evidence: { notes: [note(1_200), note(40)] } })).toEqual({
    kind: 'ROLLED_BACK',
    by: ['the hub'],
    numbers: [40, 1_200],
  });
  const rolledBack = { kind: 'ROLLED_BACK', raisedAt, evidence: { notes: [note(40)], here: 12 } } as const;
  expect(hubAlarm(rolledBack)).toEqual({ kind: 'ROLLED_BACK', by: ['the hub'], numbers: [12, 40], holder: 'signer' });
  const witnessed = { ...rolledBack, evidence: { ...rolledBack.evidence, witness: 'w' } };
  expect(hubAlarm(witnessed)).toEqual({ kind: 'ROLLED_BACK', by: ['the hub'], numbers: [12, 40] });
  expect(hubAlarm({ kind: 'SIGNER_REFUSED', raisedAt, evidence: { index: 7 } }).numbers).toEqual([7]);
  expect(hubAlarm({ kind: 'CONTRADICTION', raisedAt, evidence: { notes: ['no note'] } }).numbers).toEqual([0]);
});

it('tells each kind once, with everyone who found it', () => {
  const alarms = [
    { kind: 'CONTRADICTION', by: ['the hub'], numbers: [1, 2] },
    { kind: 'ROLLED_BACK', by: ['a'], numbers: [3, 4] },
    { kind: 'CONTRADICTION', by: ['a'], numbers: [5, 6] },
    { kind: 'CONTRADICTION', by: ['a'], numbers: [7, 8] },
  ] as const;
  expect(mergeAlarms(alarms)).toEqual([
    { kind: 'CONTRADICTION', by: ['the hub', 'a'], numbers: [1, 2] },
    { kind: 'ROLLED_BACK', by: ['a'], numbers: [3, 4] },
  ]);
  expect(mergeAlarms([])).toEqual([]);
});
