import { expect, it } from 'vitest';
import { sha256 } from '@/lib/ledger/server/hashing';
import { endorse, makeLogKey, withdraw } from '@/lib/ledger/server/test-log-keys';
import { parseCheckpoint } from './checkpoint';
import { formatEndorsement, formatWithdrawal, parseKeyStatement } from './key-statement';
import { formatVkey } from './note-key';

const NAME = 'log.example/1';
const [key, next] = [makeLogKey(NAME), makeLogKey(NAME)];

it('an endorsement names two keys, a line each', () => {
  const text = formatEndorsement({ key: key.key, next: next.key });
  expect(text).toBe(`hearthline/log-key-endorsed/v1\n${formatVkey(key.key)}\n${formatVkey(next.key)}\n`);
  expect(parseKeyStatement(endorse(key, next), sha256)?.endorsement).toEqual({ key: key.key, next: next.key });
});

it.each([
  ['a size', undefined, '-'],
  ['a size and an instant', 1_790_000_000, '1790000000'],
])('a withdrawal names a key and %s', (_, since, shown) => {
  const withdrawal = { key: key.key, size: 12, since };
  expect(formatWithdrawal(withdrawal)).toBe(`hearthline/log-key-withdrawn/v1\n${formatVkey(key.key)}\n12\n${shown}\n`);
  expect(parseKeyStatement(withdraw(withdrawal, next), sha256)?.withdrawal).toEqual(withdrawal);
});

it('no statement can be read as a checkpoint that the log signed', () => {
  for (const text of [formatEndorsement({ key: key.key, next: next.key }), formatWithdrawal({ key: key.key, size: 1, since: 2 })])
    expect(parseCheckpoint(text)).toBeUndefined();
});

it.each([
  ['a size that is none', '\n12\n', '\n012\n'],
  ['an instant that is none', '\n-\n', '\nnow\n'],
  ['nothing for the instant', '\n-\n', '\n'],
  ['another tag', 'withdrawn', 'returned'],
])('is refused with %s', (_, from, to) => {
  const statement = withdraw({ key: key.key, size: 12, since: undefined }, next);
  expect(parseKeyStatement(statement.replace(from, to), sha256)).toBeUndefined();
});
