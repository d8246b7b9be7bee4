import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256, verifyBytes } from '@/lib/ledger/server/hashing';
import { endorse, makeLogKey, withdraw, type TestLogKey } from '@/lib/ledger/server/test-log-keys';
import { findSpeakingKeys, learnSpeakingKeys, MOST_STATEMENTS } from './speaking-keys';

const CRYPTO = { sha256, verifySignature: verifyBytes };
const NAME = 'log.example/1';
const [first, second, third, thief] = [makeLogKey(NAME), makeLogKey(NAME), makeLogKey(NAME), makeLogKey(NAME)] as const;
const chain = [endorse(first, second), endorse(second, third)];
const NAMES = new Map([first, second, third, thief].map(({ key }, at) => [key, ['first', 'second', 'third', 'thief'][at]]));

const nameOf = (key: TestLogKey['key']): string | undefined =>
  [...NAMES].find(([known]) => known.id === key.id && known.name === key.name)?.[1];

async function speak(pinned: readonly TestLogKey[], statements: readonly string[]): Promise<{ keys: unknown; newest: unknown }> {
  const found = await findSpeakingKeys(
    pinned.map(({ key }) => key),
    statements,
    CRYPTO,
  );
  return { keys: found.keys.map(({ key }) => nameOf(key)).sort(), newest: found.newest.map(nameOf) };
}

describe('from the key that was pinned', () => {
  it('without statements only that key speaks', async () => {
    expect(await speak([first], [])).toEqual({ keys: ['first'], newest: ['first'] });
  });

  it('the chain leads on to the newest, in whatever order it is told', async () => {
    const whole = { keys: ['first', 'second', 'third'], newest: ['third'] };
    expect(await speak([first], chain)).toEqual(whole);
    expect(await speak([first], [...chain].reverse())).toEqual(whole);
  });

  it('and back to those before, which signed what is older', async () => {
    expect(await speak([third], chain)).toEqual({ keys: ['first', 'second', 'third'], newest: ['third'] });
  });

  it('of two that were pinned in an overlap the later one is the newest', async () => {
    expect(await speak([first, second], [endorse(first, second)])).toEqual({ keys: ['first', 'second'], newest: ['second'] });
  });

  it('a missing link ends it', async () => {
    expect(await speak([first], [endorse(second, third)])).toEqual({ keys: ['first'], newest: ['first'] });
  });
});

describe('a statement leads nowhere', () => {
  it.each([
    ['that only the new key signed', endorse(first, thief, [thief])],
    ['that only the old key signed, of a key that nobody may hold', endorse(first, second, [first])],
    ['that a third signed in the old one’s place', endorse(first, thief, [second, thief])],
    ['of a key under another name', endorse(first, makeLogKey('other.example/1'))],
    ['of a key that names itself', endorse(first, first, [first])],
    ['that is cut off', endorse(first, second).slice(0, -20)],
    ['whose text was changed', endorse(first, second).replace('endorsed/v1', 'endorsed/v2')],
    ['with a line more', endorse(first, second).replace('\n\n', '\nmore\n\n')],
  ])('%s', async (_, statement) => {
    expect(await speak([first], [statement])).toEqual({ keys: ['first'], newest: ['first'] });
  });

  it('where a key names two, neither is believed', async () => {
    expect(await speak([first], [endorse(first, second), endorse(first, thief)])).toEqual({
      keys: ['first'],
      newest: ['first'],
    });
  });

  it('back to an old key and on to what its thief names', async () => {
    const forked = [...chain, endorse(second, thief)];
    expect(await speak([third], forked)).toEqual({ keys: ['first', 'second', 'third'], newest: ['third'] });
    expect(await speak([third], [...chain.slice(1), endorse(first, thief)])).toEqual({
      keys: ['second', 'third'],
      newest: ['third'],
    });
  });

  it('round in a circle for ever', async () => {
    const circle = [...chain, endorse(third, first)];
    expect(await speak([first], circle)).toEqual({ keys: ['first', 'second', 'third'], newest: ['third'] });
  });

  it('beyond as many as any log has', async () => {
    const noise = Array.from({ length: MOST_STATEMENTS }, () => 'noise');
    expect(await speak([first], [...noise, ...chain])).toEqual({ keys: ['first'], newest: ['first'] });
  });
});

describe('a key is withdrawn', () => {
  const limitsOf = async (pinned: TestLogKey, statements: readonly string[]): Promise<unknown> =>
    (await findSpeakingKeys([pinned.key], statements, CRYPTO)).keys.find(({ key }) => key.id === first.key.id)?.withdrawn;
  const at = (size: number, since?: number): string => withdraw({ key: first.key, size, since }, second);

  it('by a later one, also for a reader who pinned that', async () => {
    expect(await limitsOf(first, [...chain, at(40)])).toEqual({ size: 40, since: undefined });
    expect(await limitsOf(third, [...chain, at(40)])).toEqual({ size: 40, since: undefined });
  });

  it('the strictest of several counts', async () => {
    expect(await limitsOf(first, [...chain, at(40), at(50, 1_700), at(60, 1_800)])).toEqual({ size: 40, since: 1_700 });
  });

  it('never by itself, by a stranger, or by one before it', async () => {
    const alone = withdraw({ key: first.key, size: 1, since: undefined }, first);
    const strange = withdraw({ key: first.key, size: 1, since: undefined }, thief);
    expect(await limitsOf(third, [...chain, alone, strange])).toBeUndefined();
    const found = await findSpeakingKeys(
      [third.key],
      [...chain, withdraw({ key: third.key, size: 1, since: undefined }, second)],
      CRYPTO,
    );
    expect(found.keys.every(({ withdrawn }) => withdrawn === undefined)).toBe(true);
  });

  it('and its thief names a predecessor: whoever comes before it counts no further than it does', async () => {
    const told = [endorse(thief, first), ...chain, at(40, 1_700)];
    for (const pinned of [first, second, third]) {
      const { keys } = await findSpeakingKeys([pinned.key], told, CRYPTO);
      expect(keys.find(({ key }) => key.id === thief.key.id)?.withdrawn).toEqual({ size: 40, since: 1_700 });
      expect(keys.filter(({ withdrawn }) => withdrawn === undefined)).toHaveLength(2);
    }
  });

  it('and so are those before it, by the strictest of all after them', async () => {
    const said = [...chain, at(40), withdraw({ key: second.key, size: 90, since: 1_900 }, third)];
    expect(await limitsOf(third, said)).toEqual({ size: 40, since: 1_900 });
  });

  it('also where its thief names another beside the true one', async () => {
    expect(await limitsOf(second, [...chain, endorse(first, thief), at(40)])).toEqual({ size: 40, since: undefined });
  });
});

it.each([
  ['names another as the next', endorse(first, thief)],
  ['names one before a key that another has named', endorse(thief, second)],
  ['names one before the first', endorse(thief, first)],
])('a reader that keeps what it learned goes by that where a thief %s', async (_, stolen) => {
  const found = await learnSpeakingKeys([first.key], { kept: chain, offered: [stolen, ...chain] }, CRYPTO);
  expect(found.statements).toEqual(chain);
  expect(found.newest.map(nameOf)).toEqual(['third']);
});

it('only what led there is kept', async () => {
  const found = await findSpeakingKeys([first.key], ['noise', endorse(thief, makeLogKey(NAME)), ...chain], CRYPTO);
  expect(found.statements).toEqual(chain);
});

it('a chain of any length is followed from any of its keys, whatever else is told', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 6 }), fc.nat(), fc.boolean(), async (length, start, turned) => {
      const keys = Array.from({ length }, () => makeLogKey(NAME));
      const links = keys.slice(1).map((key, at) => endorse(keys[at] ?? key, key));
      const pinned = keys[start % length] ?? first;
      const told = turned ? [...links].reverse() : links;
      const found = await findSpeakingKeys([pinned.key], [...told, 'noise', endorse(thief, pinned, [thief])], CRYPTO);
      expect(found.keys.map(({ key }) => key.id).sort()).toEqual(keys.map(({ key }) => key.id).sort());
      expect(found.newest.map(({ id }) => id)).toEqual([keys.at(-1)?.key.id]);
    }),
    { numRuns: 40 },
  );
});

it('however much is said, unsigned too, it is decided soon', async () => {
  const keys = Array.from({ length: 128 }, () => makeLogKey(NAME));
  const links = keys.slice(1).map((key, at) => endorse(keys[at] ?? key, key));
  const unsigned = keys.map(({ key }) => withdraw({ key, size: 1, since: undefined }, thief));
  const began = performance.now();
  const found = await findSpeakingKeys(
    keys.slice(0, 1).map(({ key }) => key),
    [...links, ...unsigned],
    CRYPTO,
  );
  expect(found.keys.map(({ key, withdrawn }) => [key.id, withdrawn])).toEqual(keys.map(({ key }) => [key.id, undefined]));
  // Of half as many it took longer when each question walked the chain again.
  expect(performance.now() - began).toBeLessThan(5_000);
});
