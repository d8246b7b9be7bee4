import { expect, it } from 'vitest';
import { otherDifferences } from './difference-words';

const reading = { upbCents: '100', status: '00', noteRate: '6.000', assistancePlan: null, reset: false, exitCode: null };

it('names what else reads differently, and nothing where nothing does', () => {
  expect(otherDifferences({ before: reading, after: reading })).toEqual([]);
  const after = { ...reading, noteRate: '5.500', assistancePlan: 'forbearance', reset: true };
  expect(otherDifferences({ before: reading, after })).toEqual([
    'rate 6.000 → 5.500',
    'plan none → forbearance',
    'modified or deferred',
  ]);
  expect(otherDifferences({ before: { ...reading, exitCode: '01' }, after: { ...reading, exitCode: '03' } })).toEqual([
    'left with code 01 → 03',
  ]);
});

it('a difference that an earlier release found says no more than it compared', () => {
  expect(otherDifferences({ before: { upbCents: '1', status: '00' }, after: { upbCents: '2', status: '00' } })).toEqual([]);
});
