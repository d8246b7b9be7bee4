import { expect, it } from 'vitest';
import { HUB, SUCCESSION_STREAM } from '@/lib/ledger/language/facts';
import type { Header } from './header';
import { isSuccessorOf, Lineage, originAt, successorOrigin, type LineageStep } from './lineage';

const FIRST = 'log.example/a';
const LONE = { organisation: HUB, count: 1 };

function step(index: number, origin: string, what: Partial<LineageStep> & { stream?: string } = {}): LineageStep {
  const { stream = 'loan/x' } = what;
  const header: Header = { origin, stream, version: 1, prev: '', nonce: '', fieldsRoot: '' };
  return { header, index, commit: { organisation: 'servicer', count: 2 }, ...what };
}
const declared = (index: number, origin: string, what: Partial<LineageStep> & { stream?: string } = {}): LineageStep =>
  step(index, origin, { stream: SUCCESSION_STREAM, commit: LONE, ...what });

function namesOf(last: string, steps: readonly LineageStep[]): { names: string[]; lineage: Lineage } {
  const lineage = new Lineage(last);
  return { names: steps.map((each) => lineage.next(each)), lineage };
}

it('a log that never went on has one name, whatever its entries say', () => {
  for (const last of [FIRST, successorOrigin(FIRST, 2)]) {
    const { names, lineage } = namesOf(last, [step(0, last), step(1, 'other'), declared(2, successorOrigin(last, 2))]);
    expect(names).toEqual([last, last, last]);
    expect(lineage.eras).toEqual([{ origin: last, from: 0 }]);
    expect(lineage.isWhole).toBe(true);
  }
});

it('goes on where the hub declares it, through as many names as there were', () => {
  const [two, four] = [successorOrigin(FIRST, 2), successorOrigin(FIRST, 4)];
  const { names, lineage } = namesOf(four, [step(0, FIRST), step(5, FIRST), declared(6, two), step(7, two), declared(9, four), step(10, FIRST)]); // prettier-ignore
  expect(names).toEqual([FIRST, FIRST, two, two, four, four]);
  expect(lineage.isWhole).toBe(true);
  expect(lineage.before(9)).toBe(two);
  expect(lineage.before(7)).toBeUndefined();
  expect([0, 5, 6, 8, 9, 99].map((at) => originAt(lineage.eras, at))).toEqual([FIRST, FIRST, two, two, four, four]);
});

it.each([
  ['of another stream', declared(6, successorOrigin(FIRST, 2), { stream: 'log/heads' })],
  ['of another organisation', declared(6, successorOrigin(FIRST, 2), { commit: { organisation: 'servicer', count: 1 } })],
  ['with others in its commit', declared(6, successorOrigin(FIRST, 2), { commit: { organisation: HUB, count: 2 } })],
  ['in no commit', declared(6, successorOrigin(FIRST, 2), { commit: undefined })],
  ['of another log', declared(6, 'log.example/b/2')],
  ['beyond the name that is known', declared(6, successorOrigin(FIRST, 4))],
  ['that cannot be read', declared(6, FIRST, { header: undefined })],
])('does not go on at an entry %s', (_, wrong) => {
  const { names, lineage } = namesOf(successorOrigin(FIRST, 3), [step(0, FIRST), wrong]);
  expect(names).toEqual([FIRST, FIRST]);
  expect(lineage.isWhole).toBe(false);
});

it('never goes back to a name, and takes none twice', () => {
  const [two, three] = [successorOrigin(FIRST, 2), successorOrigin(FIRST, 3)];
  const { names } = namesOf(three, [step(0, FIRST), declared(1, three), declared(2, two), declared(3, three), step(4, FIRST)]);
  expect(names).toEqual([FIRST, three, three, three, three]);
});

it('a name succeeds its first one and every lower number of it, and no other', () => {
  const [two, three] = [successorOrigin(FIRST, 2), successorOrigin(FIRST, 3)];
  for (const [later, before] of [
    [two, FIRST],
    [three, FIRST],
    [three, two],
  ] as const) {
    expect(isSuccessorOf(later, before)).toBe(true);
    expect(isSuccessorOf(before, later)).toBe(false);
    expect(isSuccessorOf(later, 'log.example/b')).toBe(false);
  }
  expect(isSuccessorOf(two, two)).toBe(false);
});
