import { describe, expect, it } from 'vitest';
import type { RecordedFact } from './recorded-fact';
import { stepsOf } from './steps';

/** A fact, told as its commit's key and its stream. */
type Told = readonly [key: string, stream: string];

/** Facts in the order of their indexes. */
function facts(told: readonly Told[]): RecordedFact[] {
  return told.map(([idempotencyKey, stream], at) => ({
    index: BigInt(at), stream, version: 1, digest: '', organisation: 'servicer', idempotencyKey, recordedAt: new Date(0),
    type: idempotencyKey.startsWith('shared') ? 'Shared' : 'Own', schema: 1, occurredAt: '', actor: '', causes: [], values: {},
  })); // prettier-ignore
}

const cut = (...told: Told[]): { keys: string[]; positions: [string, bigint][] }[] =>
  stepsOf(facts(told), (fact) => fact.type === 'Shared').map((step) => ({
    keys: step.facts.map((fact) => fact.idempotencyKey),
    positions: [...step.positions],
  }));

describe('steps', () => {
  it('take commits of different streams together, each at its own first index', () => {
    expect(cut(['a', 'loan/1'], ['a', 'loan/1'], ['b', 'loan/2'])).toEqual([
      { keys: ['a', 'a', 'b'], positions: [['loan/1', 0n], ['loan/2', 2n]] },
    ]); // prettier-ignore
  });

  it('end before a commit that touches a stream of theirs again', () => {
    expect(cut(['a', 'loan/1'], ['b', 'loan/2'], ['c', 'loan/1']).map(({ keys }) => keys)).toEqual([['a', 'b'], ['c']]);
  });

  it('leave a commit alone that changes what other streams change too', () => {
    const told = [
      ['a', 'loan/1'],
      ['shared', 'loan/2'],
      ['shared too', 'loan/3'],
      ['b', 'loan/4'],
      ['c', 'loan/5'],
    ] as const;
    expect(cut(...told).map(({ keys }) => keys)).toEqual([['a'], ['shared'], ['shared too'], ['b', 'c']]);
  });

  it('hold no more commits than are read at one go', () => {
    const many = Array.from({ length: 120 }, (_, at) => [String(at), `loan/${String(at)}`] as const);
    expect(cut(...many).map(({ keys }) => keys.length)).toEqual([50, 50, 20]);
  });
});
