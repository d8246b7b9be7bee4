import { describe, expect, it } from 'vitest';
import {
  altered,
  type Editable,
  HUB,
  ORIGIN,
  SERVICER,
  sealTestLog,
  sha256,
  verifySignature,
  type TestLog,
} from '@/lib/ledger/server/test-stream';
import { toBase64 } from './bytes';
import type { Fault, FaultCode } from './fault';
import { LogVerifier, type LogRules } from './verify-log';

const keys = new Map([[SERVICER.keyId, { organisation: 'servicer', publicKey: SERVICER.publicKey }]]);
const crypto: LogRules = { sha256, verifySignature, keys, origin: ORIGIN, valuesHeld: true };
const clean = sealTestLog();

async function check(log: TestLog, how = crypto): Promise<readonly Fault[]> {
  const verifier = new LogVerifier(how);
  for (const { commit, entries } of log.commits) await verifier.add(commit, entries);
  return verifier.finish(log.head);
}

async function codesOf(log: TestLog, how = crypto): Promise<FaultCode[]> {
  return (await check(log, how)).map((fault) => fault.code);
}

type Commit = Editable<TestLog>['commits'][number];

/** The clean log with one of its commits edited. */
const commit = (place: number, edit: (own: Commit) => unknown): TestLog =>
  altered(clean, ({ commits }) => {
    const own = commits[place];
    if (own !== undefined) edit(own);
  });

/** The clean log with one entry of its first commit edited. */
const entry = (place: number, edit: (own: Commit['entries'][number]) => unknown): TestLog =>
  commit(0, ({ entries }) => {
    const own = entries[place];
    if (own !== undefined) edit(own);
  });

describe('a whole log', () => {
  it('has no fault as it was sealed', async () => {
    expect(await codesOf(clean)).toEqual([]);
  });

  it('has none when it is empty and its head says so', () => {
    const root = Buffer.from('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 'hex');
    expect(new LogVerifier(crypto).finish({ size: 0, root })).toEqual([]);
  });

  it.each<[string, TestLog, FaultCode[]]>([
    ['a value is changed', entry(1, ({ wire }) => wire.fields.forEach((own) => { if (own.name === 'upb') own.value = '8.00'; })), ['FIELD_ALTERED']],
    ['a field is added', entry(1, ({ wire }) => wire.fields.push({ name: 'zip3', group: 'property-area', salt: '', value: '951' })), ['FIELD_UNKNOWN']],
    ['two field names change places', entry(1, ({ wire }) => wire.commitments?.reverse()), ['FIELDS_DISORDERED', 'FIELDS_ROOT_WRONG']],
    ['a digest is changed beside its header', entry(1, (own) => (own.digest = '0'.repeat(64))), ['DIGEST_WRONG']],
    ['a leaf is changed', entry(1, (own) => (own.leaf = sha256('another leaf') as Commit['entries'][number]['leaf'])), ['LEAF_WRONG']],
    ['a position is changed', entry(1, ({ wire }) => (wire.index = 7)), ['INDEX_GAP']],
    ['an entry is moved to another stream', entry(1, (own) => (own.stream = 'loan/c')), ['WRONG_STREAM']],
    ['a version is changed beside its header', entry(1, (own) => (own.version = 2)), ['WRONG_STREAM', 'VERSION_GAP']],
    ['a header cannot be read', entry(1, ({ wire }) => (wire.header = '{')), ['HEADER_MALFORMED', 'WRONG_STREAM', 'LINK_BROKEN', 'DIGEST_WRONG', 'LEAF_WRONG', 'COMMIT_ROOT_WRONG', 'TREE_ROOT_WRONG']],
    ['the last entry of a commit is deleted', commit(0, ({ entries }) => entries.pop()),
      ['COMMIT_ROOT_WRONG', 'INDEX_GAP', 'VERSION_GAP', 'LINK_BROKEN', 'TREE_SIZE_WRONG', 'TREE_ROOT_WRONG']],
    ['all entries of a commit are deleted', commit(1, ({ entries }) => entries.splice(0)), ['COMMIT_ROOT_WRONG', 'TREE_SIZE_WRONG', 'TREE_ROOT_WRONG']],
    ['a whole commit is deleted', altered(clean, ({ commits }) => void commits.pop()), ['TREE_SIZE_WRONG', 'TREE_ROOT_WRONG']],
    ['a statement is lost', commit(1, (own) => (own.commit.statement = '')), ['LEAF_WRONG', 'COMMIT_MALFORMED', 'TREE_ROOT_WRONG']],
    ['a signature is stripped', commit(1, (own) => (own.commit.signature = new Uint8Array() as typeof own.commit.signature)), ['LEAF_WRONG', 'SIGNATURE_WRONG', 'TREE_ROOT_WRONG']],
    ['the head says another root', { ...clean, head: { ...clean.head, root: sha256('') } }, ['TREE_ROOT_WRONG']],
    ['the head says another size', { ...clean, head: { ...clean.head, size: 5 } }, ['TREE_SIZE_WRONG']],
  ])('is found out when %s', async (_, log, codes) => {
    expect(await codesOf(log)).toEqual(codes);
  }); // prettier-ignore

  it.each<[string, Parameters<typeof sealTestLog>[0], FaultCode[]]>([
    ['skips a version', { draft: (draft) => (draft.version === 3 ? { ...draft, version: 4 } : draft) }, ['WRONG_STREAM']],
    ['leaves the chain', { draft: (draft) => (draft.version === 3 ? { ...draft, prev: '1'.repeat(64) } : draft) }, ['LINK_BROKEN']],
    ['signs another count', { statement: (made) => (made.count === 1 ? { ...made, count: 2 } : made) }, ['COMMIT_ROOT_WRONG']],
    ['signs another root', { statement: (made) => (made.count === 1 ? { ...made, root: toBase64(sha256('')) } : made) }, ['COMMIT_ROOT_WRONG']],
    ['names a key nobody has', { statement: (made) => (made.count === 1 ? { ...made, key: '0'.repeat(64) } : made) }, ['KEY_UNKNOWN']],
    ['speaks for another organisation', { statement: (made) => (made.count === 1 ? { ...made, organisation: 'owner' } : made) }, ['KEY_UNKNOWN']],
  ])('is found out when its sealer %s', async (_, tampering, codes) => {
    expect(await codesOf(sealTestLog(tampering))).toEqual(codes);
  }); // prettier-ignore

  it('takes no key whose bytes are not those its id names', async () => {
    const forged = new Map([[SERVICER.keyId, { organisation: 'servicer', publicKey: HUB.publicKey }]]);
    expect(await codesOf(clean, { ...crypto, keys: forged })).toEqual(['KEY_UNKNOWN', 'KEY_UNKNOWN']);
    const withdrawn = new Map([...crypto.keys].map(([keyId, key]) => [keyId, { ...key, until: 3 }]));
    expect(await codesOf(clean, { ...crypto, keys: withdrawn })).toEqual(['KEY_RETIRED']);
  });

  it('tells a fault with its place, its field and the fact it is in', async () => {
    const changed = entry(2, ({ wire }) =>
      wire.fields.forEach((own) => {
        if (own.name === 'count') own.value = 9;
      }),
    );
    expect(await check(changed)).toEqual([
      { code: 'FIELD_ALTERED', index: 2, stream: 'loan/a', version: 2, field: 'count', fact: 'BalanceReported' },
    ]);
  });

  it('names the commit by its first position and stream', async () => {
    const stripped = commit(1, (own) => (own.commit.statement = 'null'));
    expect(await check(stripped)).toContainEqual({ code: 'COMMIT_MALFORMED', index: 3, stream: 'loan/a' });
  });

  it('belongs to one origin, and so does every statement', async () => {
    const codes = await codesOf(clean, { ...crypto, origin: 'b.example/1' });
    expect(new Set(codes)).toEqual(new Set(['WRONG_STREAM', 'COMMIT_MALFORMED']));
    const foreign = sealTestLog({ statement: (made) => (made.count === 1 ? { ...made, origin: 'b.example/1' } : made) });
    expect(await codesOf(foreign)).toEqual(['COMMIT_MALFORMED']);
  });

  it('misses a value that is gone, where all should be there', async () => {
    const gone = entry(1, ({ wire }) => (wire.fields = wire.fields.filter(({ name }) => name !== 'upb')));
    expect(await check(gone)).toEqual([{ code: 'FIELD_MISSING', index: 1, stream: 'loan/b', version: 1, field: 'upb' }]);
    expect(await codesOf(gone, { ...crypto, valuesHeld: false })).toEqual([]);
  });
});
