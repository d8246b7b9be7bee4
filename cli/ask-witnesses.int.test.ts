import { mkdtempSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { askWitnesses } from '@/lib/ledger/client/ask-witnesses';
import { toBase64 } from '@/lib/ledger/domain/bytes';
import { formatCheckpoint } from '@/lib/ledger/domain/checkpoint';
import { consistencyProof } from '@/lib/ledger/domain/consistency';
import { ED25519, formatVkey } from '@/lib/ledger/domain/note-key';
import { formatNote } from '@/lib/ledger/domain/signed-note';
import { leafHash, merkleRoot } from '@/lib/ledger/domain/tree';
import { formatAddCheckpoint } from '@/lib/ledger/domain/witness';
import { sha256 } from '@/lib/ledger/server/hashing';
import { openNoteSigner } from '@/lib/ledger/server/note-signer';
import { listen, policyLine, startTestWitness, type TestWitness } from '@/lib/ledger/server/test-witness';

const log = openNoteSigner(join(mkdtempSync(join(tmpdir(), 'hearthline-browser-')), 'log.pem'), 'log.example/1', ED25519);
const note = (size: number, root: number): string => {
  const text = formatCheckpoint({ origin: 'log.example/1', size, root: new Uint8Array(32).fill(root) });
  return formatNote({ text, signatures: [log.sign(text, 0)] });
};
let shown = note(50, 5);

/** The log's tree as the hub has it, and how far that goes. */
let tree = { leaves: leavesOf('leaf'), size: 0 };
function leavesOf(word: string): Uint8Array[] {
  return Array.from({ length: 60 }, (_, at) => leafHash(sha256(`${word} ${String(at)}`), sha256));
}
function noteOf(leaves: readonly Uint8Array[]): string {
  const text = formatCheckpoint({ origin: 'log.example/1', size: leaves.length, root: merkleRoot(leaves, sha256) });
  return formatNote({ text, signatures: [log.sign(text, 0)] });
}
function prove(from: number, to: number): string {
  if (to > tree.size) return '';
  return JSON.stringify({ proof: consistencyProof(tree.leaves.slice(0, to), from, sha256).map(toBase64) });
}
let hub: Server;
let hubUrl: string;
let witnesses: TestWitness[];
let policy: string;

beforeAll(async () => {
  hub = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://hub');
    const sizes = ['from', 'to'].map((name) => Number(searchParams.get(name)));
    const answer = pathname === '/ledger/checkpoint' ? shown : prove(sizes[0] ?? 0, sizes[1] ?? 0);
    response.writeHead(answer === '' ? 404 : 200).end(answer);
  });
  hubUrl = await listen(hub);
  witnesses = await Promise.all(['a', 'b'].map((name) => startTestWitness(name, log.key, () => 1_700_000_000)));
  const lines = witnesses.map((each) => policyLine(each));
  policy = [`log ${formatVkey(log.key)}`, ...lines, 'quorum a', ''].join('\n');
  for (const { url } of witnesses) await send(url, note(50, 5));
});
afterAll(() => {
  for (const server of [hub, ...witnesses.map((each) => each.server)]) server.close();
});

function send(url: string, checkpoint: string, old = 0): Promise<Response> {
  return fetch(`${url}/add-checkpoint`, { method: 'POST', body: formatAddCheckpoint({ old, proof: [], checkpoint }) });
}

it('finds nothing while the hub shows what was witnessed, or more', async () => {
  expect(await askWitnesses(policy, hubUrl)).toEqual([]);
  shown = note(51, 6);
  expect(await askWitnesses(policy, hubUrl)).toEqual([]);
});

it('finds that the hub shows less than was witnessed, by each witness, and not by one that cannot prove it', async () => {
  shown = note(49, 4);
  const found = { kind: 'ROLLED_BACK', numbers: [49, 50] };
  expect(await askWitnesses(policy, hubUrl)).toEqual([
    { ...found, by: ['a’s witness'] },
    { ...found, by: ['b’s witness'] },
  ]);
  const another = policy.replace(formatVkey(log.key), formatVkey({ ...log.key, id: 1 }));
  expect(await askWitnesses(another, hubUrl)).toEqual([]);
  shown = '';
  expect(await askWitnesses(policy, hubUrl)).toMatchObject([{ numbers: [0, 50] }, { numbers: [0, 50] }]);
  shown = note(50, 5);
});

it('finds nothing where the witness is only ahead of what readers are given yet: the hub proves that it has that too', async () => {
  const ahead = await startTestWitness('ahead', log.key, () => 1_700_000_000);
  try {
    const leaves = leavesOf('leaf');
    await send(ahead.url, noteOf(leaves.slice(0, 53)));
    const own = [`log ${formatVkey(log.key)}`, policyLine(ahead), 'quorum ahead', ''].join('\n');
    shown = noteOf(leaves.slice(0, 49));
    tree = { leaves, size: 53 };
    expect(await askWitnesses(own, hubUrl)).toEqual([]);
    const found = [{ kind: 'ROLLED_BACK', numbers: [49, 53], by: ['ahead’s witness'] }];
    tree = { leaves, size: 52 };
    expect(await askWitnesses(own, hubUrl)).toEqual(found);
    tree = { leaves: [...leaves.slice(0, 52), ...leavesOf('other').slice(52)], size: 60 };
    expect(await askWitnesses(own, hubUrl)).toEqual(found);
    // From nothing everything follows: a hub that shows nothing is not believed to have something.
    tree = { leaves, size: 53 };
    shown = '';
    expect(await askWitnesses(own, hubUrl)).toMatchObject([{ numbers: [0, 53] }]);
  } finally {
    ahead.server.close();
    tree = { leaves: leavesOf('leaf'), size: 0 };
    shown = note(50, 5);
  }
});

it('finds what a witness keeps against the log, also when the other is gone and when the hub is', async () => {
  const [first, second] = witnesses as [TestWitness, TestWitness];
  expect((await send(first.url, note(50, 9), 50)).status).toBe(422);
  second.server.close();
  second.server.closeAllConnections();
  const found = [{ kind: 'CONTRADICTION', by: ['a’s witness'], numbers: [50, 50] }];
  expect(await askWitnesses(policy, hubUrl)).toEqual(found);
  expect(await askWitnesses(policy, 'http://127.0.0.1:1')).toEqual(found);
});
