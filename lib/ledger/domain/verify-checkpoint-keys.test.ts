import { describe, expect, it } from 'vitest';
import { sha256, verifyBytes } from '@/lib/ledger/server/hashing';
import { cosign, makeWitness } from '@/lib/ledger/server/test-cosigner';
import { endorse, makeLogKey, withdraw, type TestLogKey } from '@/lib/ledger/server/test-log-keys';
import { formatCheckpoint } from './checkpoint';
import { formatNote } from './signed-note';
import type { Policy } from './tlog-policy';
import { verifyCheckpoint } from './verify-checkpoint';

const NAME = 'log.example/1';
const [old, next] = [makeLogKey(NAME), makeLogKey(NAME)];
const witness = makeWitness('w.example/1');
const ENDORSED = [endorse(old, next)];

async function check(by: readonly TestLogKey[], pinned: TestLogKey, what: { statements?: string[]; seenAt?: number; size?: number }): Promise<unknown> {
  const text = formatCheckpoint({ origin: NAME, size: what.size ?? 10, root: sha256('root') });
  const cosigned = what.seenAt === undefined ? [] : [cosign(witness, text, what.seenAt)];
  const note = formatNote({ text, signatures: [...by.map((key) => key.sign(text)), ...cosigned] });
  const policy: Policy = {
    logs: [{ key: pinned.key, url: undefined }],
    witnesses: [{ name: 'w', key: witness.key, url: undefined }],
    groups: [],
    quorum: what.seenAt === undefined ? 'none' : 'w',
    statements: what.statements ?? ENDORSED,
  };
  return (await verifyCheckpoint(note, { origin: NAME, policy, now: undefined }, { sha256, verifySignature: verifyBytes })).faults;
} // prettier-ignore

describe('a reader of one key', () => {
  it('relies on the one that it leads to, and on the one that led to it', async () => {
    expect(await check([next], old, {})).toEqual([]);
    expect(await check([old], next, {})).toEqual([]);
    expect(await check([old, next], old, { statements: [] })).toEqual([]);
  });

  it('does not where nothing leads there', async () => {
    expect(await check([next], old, { statements: [] })).toEqual(['CHECKPOINT_UNSIGNED']);
    expect(await check([next], old, { statements: [endorse(old, next, [next])] })).toEqual(['CHECKPOINT_UNSIGNED']);
  });
});

describe('a key that was withdrawn', () => {
  const replaced = [...ENDORSED, withdraw({ key: old.key, size: 10, since: undefined }, next)];
  const stolen = [...ENDORSED, withdraw({ key: old.key, size: 10, since: 1_000 }, next)];

  it('counts alone up to the size that was named, and beside another for any', async () => {
    expect(await check([old], next, { statements: replaced, size: 10 })).toEqual([]);
    expect(await check([old], old, { statements: replaced, size: 11 })).toEqual(['LOG_KEY_WITHDRAWN']);
    expect(await check([old, next], old, { statements: replaced, size: 11 })).toEqual([]);
  });

  it('and was compromised counts alone for what witnesses saw before', async () => {
    expect(await check([old], next, { statements: stolen, seenAt: 999 })).toEqual([]);
    expect(await check([old], next, { statements: stolen, seenAt: 1_000 })).toEqual(['LOG_KEY_WITHDRAWN']);
    expect(await check([old], next, { statements: stolen })).toEqual(['LOG_KEY_WITHDRAWN']);
    expect(await check([next], next, { statements: stolen })).toEqual([]);
  });
});
