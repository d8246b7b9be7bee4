import { createServer, type Server } from 'node:http';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { adoptKeys } from '@/lib/ledger/domain/adopt-keys';
import { formatVkey, keyIdOf } from '@/lib/ledger/domain/note-key';
import { parsePolicy } from '@/lib/ledger/domain/parse-policy';
import type { Policy } from '@/lib/ledger/domain/tlog-policy';
import { verifyCheckpoint } from '@/lib/ledger/domain/verify-checkpoint';
import { Cosigning } from './cosigning';
import { sha256, verifyBytes } from './hashing';
import { onlyKey, readLogKeys } from './log-keyring';
import { readCheckpoint } from './read-checkpoint';
import { RollbackWatch } from './rollback-watch';
import { beginRotation, distrustLogKey, finishRotation, NotTakenUp } from './rotate-log-key';
import { makeLogKey } from './test-log-keys';
import { openTestLog, TEST_ORIGIN, type TestLog } from './test-log';
import { listen, policyLine, startTestWitness, testPolicy, type TestWitness } from './test-witness';
import { PolicyFile, readPolicyText } from './witness-policy';

const CRYPTO = { sha256, verifySignature: verifyBytes };
const home = mkdtempSync(join(tmpdir(), 'hearthline-rotate-log-'));
const now = (): number => Math.floor(Date.now() / 1000);
let hub: TestLog;
let witnesses: TestWitness[];
let policy: PolicyFile;
let cosigning: Cosigning;
/** What a reader pinned before anything was changed. */
let pinned: Policy;

beforeAll(async () => {
  hub = await openTestLog(inject('ownerUrl'), home);
  witnesses = await Promise.all(['a', 'b', 'c'].map((name) => startTestWitness(name, hub.log.key, now)));
  const lines = witnesses.map((each) => policyLine(each));
  writeFileSync(join(home, 'policy'), lines.join('\n'));
  pinned = testPolicy(hub.log.key, lines);
  const own = (): { keys: Policy['logs'][number]['key'][]; statements: readonly string[]; url: string } => {
    const { signers, statements } = hub.keys();
    return { keys: signers.map(({ key }) => key), statements, url: 'http://hub.example/ledger' };
  };
  policy = new PolicyFile(join(home, 'policy'), own, hub.signer);
  cosigning = new Cosigning({ pool: hub.signer, policy: () => policy.current(), now });
});
afterAll(async () => {
  for (const { server } of witnesses) server.close();
  await hub.close();
  await hub.drop();
});

/** One turn of the signer: what is new is published, signed and cosigned. */
async function turn(): Promise<number> {
  await policy.refresh();
  const size = await hub.grow(0);
  await cosigning.ask(size);
  return size;
}

/** In front of a witness, one that does not take what a log says of its keys, as others' programs do not. */
async function startDeaf({ server: witness }: TestWitness): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    if (request.url === '/log-keys') response.writeHead(404).end();
    else witness.emit('request', request, response);
  });
  return { server, url: await listen(server) };
}

async function published(): Promise<Policy> {
  const read = parsePolicy(await readPolicyText(hub.signer), sha256);
  if ('refused' in read) throw new Error(read.refused);
  return read;
}

/** What a reader finds wrong with a checkpoint who pinned a policy and is shown what the hub publishes. */
async function judge(note: string, reader: Policy): Promise<readonly string[]> {
  const { policy: adopted } = await adoptKeys(reader, (await published()).statements ?? [], CRYPTO);
  return (await verifyCheckpoint(note, { origin: TEST_ORIGIN, policy: adopted, now: now() }, CRYPTO)).faults;
}

async function readNotes(): Promise<string[]> {
  const { rows } = await hub.signer.query<{ note: string }>('select note from ledger.checkpoint order by size');
  return rows.map(({ note }) => note);
}

/** From one key to the next, refused until all go by it. */
async function replaceKey(): Promise<void> {
  const log = { home, origin: TEST_ORIGIN, pool: hub.signer };
  const next = await beginRotation(log);
  expect(await beginRotation(log)).toEqual(next);
  await expect(finishRotation(log)).rejects.toThrow('does not name the new key');
  await policy.refresh();
  await expect(finishRotation(log)).rejects.toThrow('is not signed with the new key');
  await hub.append(1);
  await turn();
  expect((await published()).logs.map(({ key }) => keyIdOf(key))).toEqual([hub.log.key, next].map(keyIdOf));
  expect(await finishRotation(log)).toEqual(hub.log.key);
  await hub.append(1);
  await turn();
}

/** Appends until some work is done. */
async function whileAppending(work: Promise<void>): Promise<void> {
  const state = { done: false };
  const settled = work.finally(() => (state.done = true));
  // It may fail while entries are still appended: it is heard at the end.
  settled.catch(() => undefined);
  while (!state.done) await hub.append(2);
  await settled;
}

it('the log’s key is replaced while entries are appended: witnesses and readers follow, and none was lost', async () => {
  const oldSecret = readFileSync(join(home, 'log.pem'), 'utf8');
  await hub.append(3);
  await turn();
  await whileAppending(replaceKey());
  await turn();

  const next = hub.keys().signers[0].key;
  expect(hub.keys().signers).toHaveLength(1);
  expect(keyIdOf(next)).not.toBe(keyIdOf(hub.log.key));
  const secrets = readdirSync(home).filter((name) => name.endsWith('.pem'));
  expect(secrets.every((name) => readFileSync(join(home, name), 'utf8') !== oldSecret)).toBe(true);
  const given = (await readCheckpoint(hub.signer))?.note ?? '';
  expect(await judge(given, pinned)).toEqual([]);
  const anyone: Policy = { ...pinned, witnesses: [], groups: [], quorum: 'none' };
  const stranger: Policy = { ...anyone, logs: [{ key: next, url: undefined }] };
  for (const note of await readNotes()) {
    expect(await judge(note, anyone)).toEqual([]);
    expect(await judge(note, stranger)).toEqual([]);
  }
  // By the old key alone, without the way there, a new key is what it always was.
  const plain = await verifyCheckpoint(given, { origin: TEST_ORIGIN, policy: pinned, now: now() }, CRYPTO);
  expect(plain.faults).toEqual(['CHECKPOINT_UNSIGNED']);
});

it('a witness that is started anew goes on by what it learned', async () => {
  const [first] = witnesses;
  if (first === undefined) throw new Error('There is no witness');
  const reader = await startTestWitness('again', hub.log.key, now, first.store);
  await hub.append(1);
  const size = await hub.grow(0);
  const lines = [policyLine(reader)];
  await new Cosigning({ pool: hub.signer, policy: () => testPolicy(hub.keys().signers[0].key, lines), now }).ask(size);
  const [note = ''] = (await readNotes()).slice(-1);
  reader.server.close();
  expect(await judge(note, testPolicy(hub.log.key, lines))).toEqual([]);
});

it('an older copy of the key’s directory signs nothing', async () => {
  const options = { pool: hub.signer, state: hub.state, policy: () => undefined };
  expect(await new RollbackWatch({ ...options, keys: onlyKey(hub.log) }).look()).toBe(false);
  expect(await new RollbackWatch({ ...options, keys: hub.keys }).look()).toBe(true);
});

it('is not finished before a quorum of witnesses goes by the new key', async () => {
  const log = { home, origin: TEST_ORIGIN, pool: hub.signer };
  const lines = readFileSync(join(home, 'policy'), 'utf8');
  const deaf = await Promise.all(witnesses.map((each) => startDeaf(each)));
  writeFileSync(join(home, 'policy'), witnesses.map((each, at) => policyLine(each, deaf[at]?.url)).join('\n'));
  await beginRotation(log);
  await hub.append(1);
  await turn();
  const before = readFileSync(join(home, 'log.pem'), 'utf8');
  await expect(finishRotation(log)).rejects.toThrow('these do not: a, b, c');
  await expect(finishRotation(log)).rejects.toBeInstanceOf(NotTakenUp);
  expect(readFileSync(join(home, 'log.pem'), 'utf8')).toBe(before);
  for (const { server } of deaf) server.close();
  writeFileSync(join(home, 'policy'), lines);
  cosigning = new Cosigning({ pool: hub.signer, policy: () => policy.current(), now });
  await hub.append(1);
  await turn();
  await finishRotation(log);
});

it('an endorsement that was stolen into a witness leads nowhere', async () => {
  const log = { home, origin: TEST_ORIGIN, pool: hub.signer };
  const thief = mkdtempSync(join(tmpdir(), 'hearthline-thief-'));
  cpSync(join(home, 'log.pem'), join(thief, 'log.pem'));
  const truth = hub.keys().statements;
  const theirs = await beginRotation({ ...log, home: thief });
  const ours = await beginRotation(log);
  await hub.append(1);
  await turn();
  const [witness] = witnesses;
  const body = JSON.stringify({ statements: [...truth, ...readLogKeys(thief, TEST_ORIGIN).statements] });
  const answer = await fetch(`${witness?.url ?? ''}/log-keys`, { method: 'POST', body });
  expect(answer.status).toBe(422);
  await turn();
  expect(await finishRotation(log)).not.toEqual(ours);
  expect(formatVkey(theirs)).not.toBe(formatVkey(ours));
});

it('of a key that was compromised counts what witnesses saw before, and nothing else', async () => {
  const log = { home, origin: TEST_ORIGIN, pool: hub.signer };
  const [current] = hub.keys().signers;
  await expect(distrustLogKey(log, current.key, 1)).rejects.toThrow('Replace it first');
  const strange = makeLogKey(TEST_ORIGIN).key;
  await expect(distrustLogKey(log, strange, 1)).rejects.toThrow('never signed with this key');
  const [first = ''] = await readNotes();
  expect(await judge(first, { ...pinned })).toEqual([]);
  await distrustLogKey(log, hub.log.key, 1);
  await turn();
  expect(await judge(first, pinned)).toEqual(['LOG_KEY_WITHDRAWN']);
});

it('two who begin at once begin one, and a key whose next one is lost names no other', async () => {
  const log = { home, origin: TEST_ORIGIN, pool: hub.signer };
  const [one, other] = await Promise.all([beginRotation(log), beginRotation(log)]);
  expect(one).toEqual(other);
  await policy.refresh();
  rmSync(join(home, 'log-next.pem'));
  await expect(beginRotation(log)).rejects.toThrow('Restore signer/log-next.pem');
  // Nor does an older copy of the whole directory, which does not know that it has.
  const older = mkdtempSync(join(tmpdir(), 'hearthline-older-'));
  cpSync(join(home, 'log.pem'), join(older, 'log.pem'));
  await expect(beginRotation({ ...log, home: older })).rejects.toThrow('Restore signer/log-next.pem');
});
