import { createServer, type Server } from 'node:http';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { toBase64 } from '@/lib/ledger/domain/bytes';
import { formatCheckpoint, parseCheckpoint } from '@/lib/ledger/domain/checkpoint';
import { verifyContradiction } from '@/lib/ledger/domain/contradiction';
import { formatVkey, keyIdOf } from '@/lib/ledger/domain/note-key';
import { formatNote, parseNote } from '@/lib/ledger/domain/signed-note';
import { everyLogKey } from '@/lib/ledger/domain/speaking-keys';
import type { Policy } from '@/lib/ledger/domain/tlog-policy';
import { verifyCheckpoint } from '@/lib/ledger/domain/verify-checkpoint';
import { Cosigning } from './cosigning';
import { sha256, verifyBytes } from './hashing';
import { onlyKey, readLogKeys } from './log-keyring';
import { readCheckpoint } from './read-checkpoint';
import { RollbackWatch } from './rollback-watch';
import { beginRotation, distrustLogKey, finishRotation } from './rotate-log-key';
import { makeLogKey } from './test-log-keys';
import { openTestLog, TEST_ORIGIN, type TestLog } from './test-log';
import { listen, policyLine, startTestWitness, testPolicy, type TestWitness } from './test-witness';
import { now, openWitnessedLog, type WitnessedLog } from './test-witnessed-log';
import { PolicyFile } from './witness-policy';

const CRYPTO = { sha256, verifySignature: verifyBytes };
let scene: WitnessedLog;
let hub: TestLog;
let log: WitnessedLog['log'];
let home: string;
let witnesses: readonly TestWitness[];

beforeAll(async () => {
  scene = await openWitnessedLog(inject('ownerUrl'));
  ({ hub, log, witnesses } = scene);
  ({ home } = log);
});
afterAll(() => scene.close());

/** In front of a witness, one that does not take what a log says of its keys, as others' programs do not. */
async function startDeaf({ server: witness }: TestWitness): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    if (request.url === '/log-keys') response.writeHead(404).end();
    else witness.emit('request', request, response);
  });
  return { server, url: await listen(server) };
}

/** From one key to the next, refused until all go by it. */
async function replaceKey(): Promise<void> {
  const next = await beginRotation(log);
  expect(await beginRotation(log)).toEqual(next);
  await expect(finishRotation(log)).rejects.toThrow('does not name the new key');
  await scene.policy.refresh();
  await expect(finishRotation(log)).rejects.toThrow('is not signed with the new key');
  await hub.append(1);
  await scene.turn();
  expect((await scene.published()).logs.map(({ key }) => keyIdOf(key))).toEqual([hub.log.key, next].map(keyIdOf));
  expect(await finishRotation(log)).toEqual(hub.log.key);
  await hub.append(1);
  await scene.turn();
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
  await scene.turn();
  await whileAppending(replaceKey());
  await scene.turn();

  const next = hub.keys().signers[0].key;
  expect(hub.keys().signers).toHaveLength(1);
  expect(keyIdOf(next)).not.toBe(keyIdOf(hub.log.key));
  const secrets = readdirSync(home).filter((name) => name.endsWith('.pem'));
  expect(secrets.every((name) => readFileSync(join(home, name), 'utf8') !== oldSecret)).toBe(true);
  const given = (await readCheckpoint(hub.signer))?.note ?? '';
  expect(await scene.judge(given, scene.pinned)).toEqual([]);
  const anyone: Policy = { ...scene.pinned, witnesses: [], groups: [], quorum: 'none' };
  const stranger: Policy = { ...anyone, logs: [{ key: next, url: undefined }] };
  for (const note of await scene.readNotes()) {
    expect(await scene.judge(note, anyone)).toEqual([]);
    expect(await scene.judge(note, stranger)).toEqual([]);
  }
  // By the old key alone, without the way there, a new key is what it always was.
  const plain = await verifyCheckpoint(given, { origin: TEST_ORIGIN, policy: scene.pinned, now: now() }, CRYPTO);
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
  const [note = ''] = (await scene.readNotes()).slice(-1);
  reader.server.close();
  expect(await scene.judge(note, testPolicy(hub.log.key, lines))).toEqual([]);
});

it('an older copy of the key’s directory signs nothing, and takes back nothing that was said of keys', async () => {
  const options = { pool: hub.signer, state: hub.state, policy: () => undefined };
  const said = (await scene.published()).statements;
  const own = { keys: [hub.log.key], statements: [], url: 'http://hub.example/ledger' };
  await new PolicyFile(join(home, 'no policy'), () => own, hub.signer).refresh();
  expect((await scene.published()).logs.map(({ key }) => keyIdOf(key))).toEqual([keyIdOf(hub.log.key)]);
  expect((await scene.published()).statements).toEqual(said);
  expect(await new RollbackWatch({ ...options, keys: onlyKey(hub.log) }).look()).toBe(false);
  expect(await new RollbackWatch({ ...options, keys: hub.keys }).look()).toBe(true);
  scene.write([...witnesses.map((each) => policyLine(each)), '# again']);
  await scene.turn();
});

it('a key that the log had already does not follow again', async () => {
  cpSync(join(home, 'log.pem'), join(home, 'log-next.pem'));
  const [current] = hub.keys().signers;
  expect(keyIdOf(await beginRotation(log))).not.toBe(keyIdOf(current.key));
  await hub.append(1);
  await scene.turn();
  expect(await finishRotation(log)).toEqual(current.key);
  await scene.turn();
});

it('a copy of the database from before knows the new key by the one that named it, and no other', async () => {
  const older = await openTestLog(inject('ownerUrl'), mkdtempSync(join(tmpdir(), 'hearthline-before-')));
  await older.signer.query('insert into ledger.verifier_key values ($1)', [formatVkey(hub.log.key)]);
  const options = { pool: older.signer, state: older.state, policy: () => undefined };
  expect(await new RollbackWatch({ ...options, keys: hub.keys }).look()).toBe(true);
  expect(await new RollbackWatch({ ...options, keys: older.keys }).look()).toBe(false);
  await older.close();
  await older.drop();
});

it('what the old key signs against the record still accuses the log, before whoever knows either key', async () => {
  const [held = ''] = await scene.readNotes();
  const { origin, size, root } = parseCheckpoint(parseNote(held)?.text ?? '') ?? { origin: '', size: 0, root: sha256('') };
  const text = formatCheckpoint({ origin, size, root: sha256('another past') });
  const claim = {
    smaller: formatNote({ text, signatures: [hub.log.sign(text, 0)] }),
    larger: held,
    root: toBase64(root),
    path: [],
  };
  for (const { url } of witnesses) {
    const answer = await fetch(`${url}/evidence`, { method: 'POST', body: JSON.stringify(claim) });
    expect(answer.status).toBe(200);
  }
  const logKeys = await everyLogKey(
    { ...scene.pinned, logs: (await scene.published()).logs, statements: hub.keys().statements },
    CRYPTO,
  );
  expect(await verifyContradiction(claim, logKeys, CRYPTO)).toMatchObject({ smaller: { size }, larger: { size } });
});

it('is not finished before a quorum of witnesses goes by the new key', async () => {
  const deaf = await Promise.all(witnesses.map((each) => startDeaf(each)));
  scene.write(witnesses.map((each, at) => policyLine(each, deaf[at]?.url)));
  await beginRotation(log);
  await hub.append(1);
  await scene.turn();
  const before = readFileSync(join(home, 'log.pem'), 'utf8');
  await expect(finishRotation(log)).rejects.toThrow('these do not: a, b, c');
  expect(readFileSync(join(home, 'log.pem'), 'utf8')).toBe(before);
  for (const { server } of deaf) server.close();
  scene.write(witnesses.map((each) => policyLine(each)));
  await hub.append(1);
  await scene.turn();
  await finishRotation(log);
});

it('an endorsement that was stolen into a witness leads nowhere', async () => {
  const thief = mkdtempSync(join(tmpdir(), 'hearthline-thief-'));
  cpSync(join(home, 'log.pem'), join(thief, 'log.pem'));
  const truth = hub.keys().statements;
  const theirs = await beginRotation({ ...log, home: thief });
  const ours = await beginRotation(log);
  await hub.append(1);
  await scene.turn();
  const [witness] = witnesses;
  const body = JSON.stringify({ statements: [...truth, ...readLogKeys(thief, TEST_ORIGIN).statements] });
  const answer = await fetch(`${witness?.url ?? ''}/log-keys`, { method: 'POST', body });
  expect(answer.status).toBe(422);
  await scene.turn();
  expect(await finishRotation(log)).not.toEqual(ours);
  expect(formatVkey(theirs)).not.toBe(formatVkey(ours));
});

it('of a key that was compromised counts what witnesses saw before, and nothing else', async () => {
  const [current] = hub.keys().signers;
  await expect(distrustLogKey(log, current.key, 1)).rejects.toThrow('Replace it first');
  const strange = makeLogKey(TEST_ORIGIN).key;
  await expect(distrustLogKey(log, strange, 1)).rejects.toThrow('never signed with this key');
  const [first = ''] = await scene.readNotes();
  expect(await scene.judge(first, { ...scene.pinned })).toEqual([]);
  await distrustLogKey(log, hub.log.key, 1);
  await scene.turn();
  expect(await scene.judge(first, scene.pinned)).toEqual(['LOG_KEY_WITHDRAWN']);
});

it('two who begin at once begin one, and a key whose next one is lost names no other', async () => {
  const [one, other] = await Promise.all([beginRotation(log), beginRotation(log)]);
  expect(one).toEqual(other);
  await scene.policy.refresh();
  rmSync(join(home, 'log-next.pem'));
  await expect(beginRotation(log)).rejects.toThrow('Restore signer/log-next.pem');
  // Nor does an older copy of the whole directory, which does not know that it has.
  const older = mkdtempSync(join(tmpdir(), 'hearthline-older-'));
  cpSync(join(home, 'log.pem'), join(older, 'log.pem'));
  await expect(beginRotation({ ...log, home: older })).rejects.toThrow('Restore signer/log-next.pem');
});
