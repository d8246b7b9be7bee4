import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { formatCheckpoint, parseCheckpoint } from '@/lib/ledger/domain/checkpoint';
import { contradictionShape, verifyContradiction } from '@/lib/ledger/domain/contradiction';
import { parseCosignature } from '@/lib/ledger/domain/cosignature';
import { ED25519 } from '@/lib/ledger/domain/note-key';
import { formatNote, formatSignatureLine, parseNote, verifyNote } from '@/lib/ledger/domain/signed-note';
import { isQuorumMet, type Policy } from '@/lib/ledger/domain/tlog-policy';
import { formatAddCheckpoint } from '@/lib/ledger/domain/witness';
import { Cosigning } from './cosigning';
import { sha256, verifyBytes } from './hashing';
import { openNoteSigner } from './note-signer';
import { readAlarms } from './read-alarms';
import { readSurface } from './read-surface';
import { openTestLog, TEST_ORIGIN, type TestLog } from './test-log';
import { listen, policyLine, startTestWitness, testPolicy, type TestWitness } from './test-witness';

const CRYPTO = { sha256, verifySignature: verifyBytes };
const NAMES = ['a', 'b', 'c', 'd'];
let seconds = 1_700_000_000;
const now = (): number => seconds;
const opened: TestLog[] = [];
let keys: string;
let hub: TestLog;
let witnesses: TestWitness[] = [];
let policy: Policy;

beforeAll(async () => {
  keys = mkdtempSync(join(tmpdir(), 'hearthline-cosigning-'));
  hub = await open(inject('ownerUrl'));
  await hub.grow(3);
});
afterAll(async () => {
  for (const each of opened) await each.close();
  for (const each of opened) await each.drop();
});

/** Fresh witnesses for each test; those of before are gone. */
beforeEach(async () => {
  for (const { server } of witnesses) server.close();
  witnesses = await Promise.all(NAMES.map((name) => startTestWitness(name, hub.log.key, now)));
  policy = policyOf(witnesses.map((each) => policyLine(each)));
});
afterAll(() => witnesses.forEach(({ server }) => server.close()));

async function open(copyOf: string, restored = false): Promise<TestLog> {
  const log = await openTestLog(copyOf, keys, restored);
  opened.push(log);
  return log;
}

const policyOf = (lines: readonly string[]): Policy => testPolicy(hub.log.key, lines);

function cosigningOf(log: TestLog, standing = policy, patience = 3_000): Cosigning {
  return new Cosigning({ pool: log.signer, policy: () => standing, now, patience });
}

/** The checkpoint as a stranger reads it: its size, who verifiably cosigned it, and when. */
async function published(log: TestLog): Promise<{ size: number; text: string; by: Map<string, number> }> {
  const note = parseNote(String((await readSurface(log.app, 'checkpoint'))?.body));
  const checkpoint = parseCheckpoint(note?.text ?? '');
  if (note === undefined || checkpoint === undefined) throw new Error('No checkpoint');
  const verdict = await verifyNote(note, [log.log.key, ...policy.witnesses.map(({ key }) => key)], CRYPTO);
  const keysOf = 'verified' in verdict ? verdict.verified : [];
  const by = new Map<string, number>();
  for (const { name, key } of policy.witnesses) {
    const lines = note.signatures.filter(({ keyId }) => keyId === key.id);
    expect(lines.length).toBeLessThan(2);
    if (keysOf.includes(key)) by.set(name, parseCosignature(lines[0]?.bytes ?? new Uint8Array())?.timestamp ?? 0);
  }
  return { size: checkpoint.size, text: note.text, by };
}

async function alarms(log: TestLog): Promise<{ kind: string; evidence: { held: string; notes: string[]; claim?: unknown } }[]> {
  return (await log.app.query('select kind, evidence from ledger.alarm order by id')).rows as Awaited<ReturnType<typeof alarms>>;
}

async function signers(log: TestLog): Promise<string[]> {
  return parseNote(String((await readSurface(log.app, 'checkpoint'))?.body))?.signatures.map(({ name }) => name) ?? [];
}

it('brings each new checkpoint to its quorum, one line a witness, also from witnesses that know nothing or something of the log', async () => {
  const cosigning = cosigningOf(hub);
  for (const count of [0, 5, 40]) {
    const size = await hub.grow(count);
    await cosigning.ask(size);
    const { by } = await published(hub);
    expect([...by.keys()]).toEqual(NAMES);
    expect(isQuorumMet(policy, new Set([...by.keys()].slice(0, 2)))).toBe(false);
    expect(isQuorumMet(policy, new Set([...by.keys()].slice(0, 3)))).toBe(true);
  }
  const size = await hub.grow(7);
  await cosigningOf(hub).ask(size); // A signer that was started anew does not know what the witnesses have.
  expect((await published(hub)).by.size).toBe(4);
  expect(await alarms(hub)).toEqual([]);
});

it('without news asks again after a minute, not before, and keeps the newest time', async () => {
  const cosigning = cosigningOf(hub);
  const size = await hub.grow(0);
  const text = (await published(hub)).text;
  await cosigning.ask(size);
  const first = seconds;
  seconds += 59;
  await cosigning.ask(size);
  expect([...(await published(hub)).by.values()]).toEqual(NAMES.map(() => first));
  seconds += 1;
  await cosigning.ask(size);
  expect([...(await published(hub)).by.values()]).toEqual(NAMES.map(() => seconds));
  expect((await published(hub)).text).toBe(text);
});

it('asks at once for what the stored checkpoint has lost', async () => {
  const cosigning = cosigningOf(hub);
  const size = await hub.grow(0);
  await cosigning.ask(size);
  const { rows } = await hub.signer.query<{ note: string }>('select note from ledger.checkpoint where size = $1', [size]);
  const note = parseNote(rows[0]?.note ?? '');
  const bare = note && formatNote({ text: note.text, signatures: note.signatures.slice(0, 1) });
  await hub.signer.query('update ledger.checkpoint set note = $2 where size = $1', [size, bare]);
  await cosigning.ask(size);
  expect([...(await published(hub)).by.keys()]).toEqual(NAMES);
});

it('a dead, a lying, a garbled and a silent witness hold up nobody, and none of what they say is kept', async () => {
  const [honest, dead, liar, silent] = witnesses as [TestWitness, TestWitness, TestWitness, TestWitness];
  await new Promise((resolve) => dead.server.close(resolve));
  // The true key, over another text: the line is well-formed and names the right key.
  const lie = formatSignatureLine(liar.signer.sign('another\n1\n', seconds));
  const servers = [createServer((_, response) => response.end(lie)), createServer(() => undefined)];
  const [lies = '', silence = ''] = await Promise.all(servers.map(listen));
  const standing = policyOf([policyLine(honest), policyLine(dead), policyLine(liar, lies), policyLine(silent, silence)]);
  const asked = cosigningOf(hub, standing, 600_000).ask(await hub.grow(2));
  await expect.poll(async () => [...(await published(hub)).by.keys()], { timeout: 30_000 }).toEqual(['a']); // The silent one is still waited for.
  for (const each of servers) each.closeAllConnections();
  await asked;
  const garbles = createServer((_, response) => response.end('no such line'));
  await cosigningOf(hub, policyOf([policyLine(liar, await listen(garbles))])).ask((await published(hub)).size);
  expect(await signers(hub)).toEqual([TEST_ORIGIN, honest.signer.key.name]);
  expect(await alarms(hub)).toEqual([]);
  for (const each of [...servers, garbles]) each.close().closeAllConnections();
});

it('a witness that refuses without a note of the log accuses nobody', async () => {
  const [witness] = witnesses as [TestWitness];
  const stranger = openNoteSigner(join(keys, 'stranger.pem'), TEST_ORIGIN, ED25519);
  const text = formatCheckpoint({ origin: TEST_ORIGIN, size: 999, root: new Uint8Array(32) });
  const forged = formatNote({ text, signatures: [stranger.sign(text, seconds)] });
  const refuses = createServer(({ method }, response) => response.writeHead(method === 'POST' ? 422 : 200).end(forged));
  await cosigningOf(hub, policyOf([policyLine(witness, await listen(refuses))])).ask(await hub.grow(2));
  expect(await alarms(hub)).toEqual([]);
  refuses.close();
});

it('a restored backup with a forgetful signer is refused, and when it grows another way everyone holds the proof', async () => {
  await hub.close();
  const backup = hub.ownerUrl;
  opened.splice(opened.indexOf(hub), 1);
  hub = await open(backup, true);
  const restored = await open(backup, true);
  const grown = await hub.grow(20);
  await cosigningOf(hub).ask(grown);

  const cosigning = cosigningOf(restored);
  const size = await restored.grow(0);
  expect(size).toBeLessThan(grown);
  await cosigning.ask(size);
  await cosigning.ask(size);
  expect((await published(restored)).by.size).toBe(0);
  expect(await alarms(restored)).toMatchObject([{ kind: 'ROLLED_BACK', evidence: { held: (await published(hub)).text } }]);
  // Nobody can prove from two sizes alone that the smaller is no beginning of the larger: no witness accuses yet.
  expect(witnesses.flatMap(({ store }) => store.evidence())).toEqual([]);

  await expect(restored.grow(1)).rejects.toMatchObject({ code: 'LOG_BEHIND' });
  await restored.force();
  seconds += 10;
  const other = await restored.grow(60);
  expect(other).toBeGreaterThan(grown);
  await cosigning.ask(other);
  seconds += 10;
  await cosigning.ask(await restored.grow(3));
  expect((await published(restored)).by.size).toBe(0);
  const contradictions = (await alarms(restored)).filter(({ kind }) => kind === 'CONTRADICTION');
  expect(contradictions).toHaveLength(1);
  const claim = contradictionShape.parse(contradictions[0]?.evidence.claim);
  expect(await verifyContradiction(claim, [hub.log.key], CRYPTO)).toMatchObject({ smaller: { size: grown }, larger: { size: other } });
  for (const { store } of witnesses) {
    const found = await Promise.all(store.evidence().map((each) => verifyContradiction(each, [hub.log.key], CRYPTO)));
    expect(found).toContainEqual(expect.objectContaining({ larger: expect.objectContaining({ size: other }) as unknown }));
  }
  expect(await alarms(hub)).toEqual([]);
}); // prettier-ignore

it('two hubs on one key cannot both be cosigned: the second is refused, and its own tree proves it to every witness', async () => {
  const [one, other] = [await open(inject('ownerUrl')), await open(inject('ownerUrl'))];
  // A power of two: the protocol's proof leaves the older root out, so that the witness alone could prove nothing.
  expect(await one.grow(7)).toBe(8);
  await cosigningOf(one).ask(8);
  expect((await published(one)).by.size).toBe(4);
  await cosigningOf(other).ask(await other.grow(30));
  expect((await published(other)).by.size).toBe(0);
  expect(await alarms(other)).toMatchObject([{ kind: 'CONTRADICTION', evidence: { held: (await published(one)).text } }]);
  for (const { store } of witnesses) {
    const found = await Promise.all(store.evidence().map((each) => verifyContradiction(each, [hub.log.key], CRYPTO)));
    expect(found).toMatchObject([{ smaller: { size: 8 }, larger: { size: 31 } }]);
  }
  expect((await readAlarms(other.app)).alarms).toMatchObject([{ kind: 'CONTRADICTION', evidence: { claim: {} } }]);
});

it('a rewritten log of the same size, signed with the true key, is refused and kept', async () => {
  await cosigningOf(hub).ask(await hub.grow(1));
  const { size } = await published(hub);
  const text = formatCheckpoint({ origin: TEST_ORIGIN, size, root: new Uint8Array(sha256('rewritten')) });
  const checkpoint = formatNote({ text, signatures: [hub.log.sign(text, seconds)] });
  for (const { url, store } of witnesses) {
    const body = formatAddCheckpoint({ old: size, proof: [], checkpoint });
    expect((await fetch(`${url}/add-checkpoint`, { method: 'POST', body })).status).toBe(422);
    const [claim] = store.evidence();
    expect(claim && (await verifyContradiction(claim, [hub.log.key], CRYPTO))).toMatchObject({ larger: { size, root: new Uint8Array(sha256('rewritten')) } });
  }
}); // prettier-ignore
