import { describe, expect, it } from 'vitest';
import { sha256, verifyBytes } from '@/lib/ledger/server/hashing';
import { makeWitness } from '@/lib/ledger/server/test-cosigner';
import { endorse, makeLogKey, withdraw, type TestLogKey } from '@/lib/ledger/server/test-log-keys';
import { adoptKeys, asksTheSame } from './adopt-keys';
import { parsePolicy } from './parse-policy';
import { formatPolicy, type Policy } from './tlog-policy';

const CRYPTO = { sha256, verifySignature: verifyBytes };
const NAME = 'log.example/1';
const [first, second, third, thief] = [makeLogKey(NAME), makeLogKey(NAME), makeLogKey(NAME), makeLogKey(NAME)] as const;
const witnesses = [{ name: 'w', key: makeWitness('w.example/1').key, url: 'https://w.example' }];
const policyOf = (...keys: TestLogKey[]): Policy => ({
  logs: keys.map(({ key }) => ({ key, url: 'https://log.example/ledger' })),
  witnesses,
  groups: [],
  quorum: 'w',
});

describe('a reader’s policy', () => {
  it('is carried on to the key that its own leads to, and keeps witnesses, quorum and the way there', async () => {
    const statements = [endorse(first, second), endorse(second, third)];
    const { policy, replaced } = await adoptKeys(policyOf(first), statements, CRYPTO);
    expect(policy).toEqual({ ...policyOf(third), statements });
    expect(replaced).toEqual([{ before: first.key, now: third.key }]);
  });

  it('comes back from being kept, and is carried on from there', async () => {
    const kept = (await adoptKeys(policyOf(first), [endorse(first, second)], CRYPTO)).policy;
    const read = parsePolicy(formatPolicy(kept), sha256);
    if ('refused' in read) throw new Error(read.refused);
    const { policy, replaced } = await adoptKeys(read, [endorse(second, third)], CRYPTO);
    expect(policy.logs).toEqual(policyOf(third).logs);
    expect(policy.statements).toHaveLength(2);
    expect(replaced).toEqual([{ before: second.key, now: third.key }]);
  });

  it('stays as it is where nothing leads on', async () => {
    expect(await adoptKeys(policyOf(first), [endorse(first, thief, [thief])], CRYPTO)).toEqual({
      policy: policyOf(first),
      replaced: [],
    });
  });

  it('does not hear again a key that has named the next', async () => {
    const kept = (await adoptKeys(policyOf(first), [endorse(first, second)], CRYPTO)).policy;
    const { policy, replaced } = await adoptKeys(kept, [endorse(first, thief)], CRYPTO);
    expect(policy).toEqual(kept);
    expect(replaced).toEqual([]);
  });

  it('does not hear that a key it knows follows another', async () => {
    const kept = (await adoptKeys(policyOf(first), [endorse(first, second), endorse(second, third)], CRYPTO)).policy;
    for (const stolen of [first, second]) {
      const { policy, replaced } = await adoptKeys(kept, [endorse(thief, stolen)], CRYPTO);
      expect(policy).toEqual(kept);
      expect(replaced).toEqual([]);
    }
  });

  it('learns that a key was withdrawn', async () => {
    const said = [endorse(first, second), withdraw({ key: first.key, size: 4, since: undefined }, second)];
    expect((await adoptKeys(policyOf(second), said, CRYPTO)).policy.statements).toEqual(said);
  });
});

it('two policies ask for the same where only statements and order differ', async () => {
  const overlap = await adoptKeys(policyOf(second, first), [endorse(first, second)], CRYPTO);
  expect(asksTheSame(overlap.policy, policyOf(second))).toBe(true);
  expect(asksTheSame(policyOf(first, thief), policyOf(thief, first))).toBe(true);
  expect(asksTheSame(policyOf(first, thief), policyOf(first))).toBe(false);
  expect(asksTheSame(policyOf(first), { ...policyOf(first), quorum: 'none' })).toBe(false);
});
