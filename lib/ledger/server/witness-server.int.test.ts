import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { toBase64 } from '@/lib/ledger/domain/bytes';
import { formatCheckpoint } from '@/lib/ledger/domain/checkpoint';
import { consistencyProof } from '@/lib/ledger/domain/consistency';
import { verifyContradiction, type Contradiction } from '@/lib/ledger/domain/contradiction';
import { COSIGNATURE, ED25519 } from '@/lib/ledger/domain/note-key';
import { formatNote, parseNote, verifyNote } from '@/lib/ledger/domain/signed-note';
import { leafHash, merkleRoot } from '@/lib/ledger/domain/tree';
import { formatAddCheckpoint } from '@/lib/ledger/domain/witness';
import { sha256, verifyBytes } from './hashing';
import { openNoteSigner, type NoteSigner } from './note-signer';
import { endorse, withdraw, type TestLogKey } from './test-log-keys';
import { Witness } from './witness';
import { createWitnessServer } from './witness-server';
import { originId, WitnessStore } from './witness-store';

const CRYPTO = { sha256, verifySignature: verifyBytes };
const ORIGIN = 'log.example/1';
let home: string;
let log: NoteSigner;
let signer: NoteSigner;
let server: Server;
let url: string;
let seconds = 1_700_000_000;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'hearthline-witness-'));
  log = openNoteSigner(join(home, 'log.pem'), ORIGIN, ED25519);
  signer = openNoteSigner(join(home, 'state', 'witness.pem'), 'witness.example/w', COSIGNATURE);
  await open();
});
afterEach(() => server.close());

async function open(): Promise<void> {
  const store = new WitnessStore(join(home, 'state'));
  server = createWitnessServer({ signer: () => signer, store, logs: [log.key], now: () => seconds });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

/** Leaves of one history; of another one from a place on. */
function history(size: number, forkedAt = size): Uint8Array[] {
  return Array.from({ length: size }, (_, at) => leafHash(Buffer.from(`${String(at)}${at < forkedAt ? '' : ' other'}`), sha256));
}

function signed(leaves: readonly Uint8Array[], by: NoteSigner = log, origin = ORIGIN): string {
  const text = formatCheckpoint({ origin, size: leaves.length, root: merkleRoot(leaves, sha256) });
  return formatNote({ text, signatures: [by.sign(text, seconds)] });
}

function send(
  old: number,
  leaves: readonly Uint8Array[],
  other: { note?: string; proof?: Uint8Array[] } = {},
): Promise<Response> {
  const proof = other.proof ?? (old <= leaves.length ? consistencyProof(leaves, old, sha256) : []);
  const body = formatAddCheckpoint({ old, proof, checkpoint: other.note ?? signed(leaves) });
  return fetch(`${url}/add-checkpoint`, { method: 'POST', body });
}

async function evidence(): Promise<Contradiction[]> {
  return ((await (await fetch(`${url}/evidence`)).json()) as { evidence: Contradiction[] }).evidence;
}

it('cosigns what grew, with its key and time, and shows monitors what it cosigned last', async () => {
  for (const [old, size] of [[0, 5], [5, 5], [5, 12]] as const) {
    seconds += 60;
    const leaves = history(size);
    const answer = await send(old, leaves);
    expect(answer.status).toBe(200);
    const line = await answer.text();
    const note = parseNote(`${parseNote(signed(leaves))?.text ?? ''}\n${line}`);
    expect(note && (await verifyNote(note, [signer.key], CRYPTO))).toEqual({ verified: [signer.key] });
    const shown = await fetch(`${url}/${originId(ORIGIN)}/checkpoint`);
    expect(shown.headers.get('access-control-allow-origin')).toBe('*');
    expect(await shown.text()).toBe(`${signed(leaves)}${line}`);
  }
  expect((await fetch(`${url}/${originId('another')}/checkpoint`)).status).toBe(404);
  expect(statSync(join(home, 'state', 'witness.pem')).mode & 0o777).toBe(0o600);
}); // prettier-ignore

it('answers each refusal of the protocol, and stands where it stood', async () => {
  expect((await send(0, history(5))).status).toBe(200);
  const told = await send(3, history(8));
  expect([told.status, told.headers.get('content-type'), await told.text()]).toEqual([409, 'text/x.tlog.size', '5\n']);
  const stranger = openNoteSigner(join(home, 'stranger.pem'), ORIGIN, ED25519);
  expect((await send(5, history(8), { note: signed(history(8), stranger) })).status).toBe(403);
  expect((await send(5, history(8), { note: signed(history(8), log, 'unknown.example') })).status).toBe(404);
  expect((await send(9, history(8))).status).toBe(400);
  expect((await send(5, history(8), { proof: [new Uint8Array(32)] })).status).toBe(422);
  const raw = (body: string | Uint8Array): Promise<Response> => fetch(`${url}/add-checkpoint`, { method: 'POST', body: body as string });
  expect((await raw('old 5\n')).status).toBe(400);
  // A byte that is no UTF-8, where a lenient reader would put the character that was signed.
  const text = `${formatCheckpoint({ origin: ORIGIN, size: 5, root: merkleRoot(history(5), sha256) })}\u{FFFD}\n`;
  const noted = formatNote({ text, signatures: [log.sign(text, seconds)] });
  const lenient = formatAddCheckpoint({ old: 5, proof: [], checkpoint: noted });
  const bytes = Buffer.from(lenient.replace('\u{FFFD}', '\u0001'));
  expect((await raw(bytes.map((byte) => (byte === 1 ? 0xff : byte)))).status).toBe(400);
  expect((await raw(lenient)).status).toBe(200);
  expect((await raw('x'.repeat(300_000))).status).toBe(400);
  expect((await fetch(`${url}/add-checkpoint`)).status).toBe(404);
  expect((await send(5, history(8))).status).toBe(200);
  // A true checkpoint with a wrong proof is refused, and accuses nobody: anyone could have sent it.
  expect(await evidence()).toEqual([]);
}); // prettier-ignore

it('keeps two notes of one size and of other sizes that contradict each other, and each proves it to a stranger', async () => {
  await send(0, history(11));
  expect((await send(11, history(11, 4))).status).toBe(422);
  expect((await send(11, history(20, 4))).status).toBe(422);
  expect((await send(11, history(20, 4))).status).toBe(422);
  server.close();
  await open();
  const kept = await evidence();
  expect(kept).toHaveLength(2);
  for (const claim of kept) expect(await verifyContradiction(claim, [log.key], CRYPTO)).toMatchObject({ smaller: { size: 11 } });
  expect(await (await fetch(`${url}/${originId(ORIGIN)}/checkpoint`)).text()).toContain(signed(history(11)));
});

it('takes evidence from anyone, and only what is evidence', async () => {
  const post = (claim: unknown): Promise<Response> => fetch(`${url}/evidence`, { method: 'POST', body: JSON.stringify(claim) });
  const [one, other] = [history(8), history(13, 2)];
  const claim = {
    smaller: signed(one),
    larger: signed(other),
    root: toBase64(merkleRoot(other.slice(0, 8), sha256)),
    path: consistencyProof(other, 8, sha256).map(toBase64),
  };
  const honest = { ...claim, larger: signed(history(13)), root: toBase64(merkleRoot(one, sha256)) };
  const stranger = openNoteSigner(join(home, 'stranger.pem'), ORIGIN, ED25519);
  for (const wrong of [honest, { ...claim, smaller: signed(one, stranger) }, { ...claim, path: [] }, { ...claim, larger: '' }])
    expect((await post(wrong)).status).toBe(422);
  expect((await post({ ...claim, more: 1 })).status).toBe(400);
  expect((await post('no')).status).toBe(400);
  expect(await evidence()).toEqual([]);
  expect((await post(claim)).status).toBe(200);
  expect((await post(claim)).status).toBe(200);
  expect(await evidence()).toEqual([claim]);
});

it('cosigns by a withdrawn key alone no further than that counts, and by a compromised one nothing', async () => {
  const next = openNoteSigner(join(home, 'next.pem'), ORIGIN, ED25519);
  const [before, after] = [log, next].map((each): TestLogKey => ({ key: each.key, sign: (text) => each.sign(text, 0) }));
  if (before === undefined || after === undefined) throw new Error('There are two keys');
  const tell = async (...statements: string[]): Promise<number> =>
    (await fetch(`${url}/log-keys`, { method: 'POST', body: JSON.stringify({ statements }) })).status;
  await send(0, history(5));
  expect(await tell(endorse(before, after), withdraw({ key: log.key, size: 5, since: undefined }, after))).toBe(200);
  expect((await send(5, history(9))).status).toBe(403);
  expect((await send(5, history(5))).status).toBe(200);
  expect(await tell(withdraw({ key: log.key, size: 5, since: 1_700_000_000 }, after))).toBe(200);
  expect((await send(5, history(5))).status).toBe(403);
  expect((await send(5, history(9), { note: signed(history(9), next) })).status).toBe(200);
  // An accusation stands whatever is said of the key later.
  const [one, other] = [history(8), history(8, 2)];
  const claim = { smaller: signed(one), larger: signed(other), root: toBase64(merkleRoot(other, sha256)), path: [] };
  expect((await fetch(`${url}/evidence`, { method: 'POST', body: JSON.stringify(claim) })).status).toBe(200);
});

it('of many requests at once none rolls another back', async () => {
  await send(0, history(4));
  const store = new WitnessStore(join(home, 'state'));
  const witness = new Witness({ signer: () => signer, store, logs: [log.key], now: () => seconds });
  const ask = async (size: number): Promise<number> => {
    const proof = consistencyProof(history(size), 4, sha256);
    return (await witness.addCheckpoint(formatAddCheckpoint({ old: 4, proof, checkpoint: signed(history(size)) }))).status;
  };
  // Asked in one turn, all are checked against the same state before any is written.
  const statuses = await Promise.all([28, 5, 27, 6, 26].map(ask));
  expect(statuses.toSorted()).toEqual([200, 409, 409, 409, 409]);
  expect(store.note(originId(ORIGIN))).toContain(`\n${String([28, 5, 27, 6, 26][statuses.indexOf(200)])}\n`);
});

it('tells no cosignature that it could not keep', async () => {
  await send(0, history(4));
  const path = join(home, 'state', originId(ORIGIN), 'checkpoint');
  mkdirSync(`${path}.next`);
  const answer = await send(4, history(9));
  expect([answer.status, await answer.text()]).toEqual([500, '']);
  rmdirSync(`${path}.next`);
  expect((await send(4, history(6))).status).toBe(200);
});

it('starts again where it stood after a crash in the middle of a write, and cosigns nothing from a damaged memory', async () => {
  await send(0, history(6));
  const path = join(home, 'state', originId(ORIGIN), 'checkpoint');
  // What a crash leaves: the next note half written beside the one that counts.
  writeFileSync(`${path}.next`, signed(history(9)).slice(0, 40));
  server.close();
  await open();
  const told = await send(0, history(9));
  expect([told.status, await told.text()]).toEqual([409, '6\n']);
  expect((await send(6, history(9))).status).toBe(200);
  expect(existsSync(`${path}.next`)).toBe(false);
  writeFileSync(path, readFileSync(path, 'utf8').slice(0, 30));
  expect((await send(0, history(4, 1))).status).toBe(500);
});
