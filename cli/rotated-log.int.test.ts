import { execFile, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type pg from 'pg';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { formatEndorsement } from '@/lib/ledger/domain/key-statement';
import { ED25519, parseVkey, type NoteKey } from '@/lib/ledger/domain/note-key';
import { formatNote, parseNote } from '@/lib/ledger/domain/signed-note';
import type { OwnLog } from '@/lib/ledger/domain/network-policy';
import { exportEntries } from '@/lib/ledger/server/export-entries';
import { exportLog, writeWhole } from '@/lib/ledger/server/export-log';
import { sha256 } from '@/lib/ledger/server/hashing';
import { readLogKeys } from '@/lib/ledger/server/log-keyring';
import { openNoteSigner, type NoteSigner } from '@/lib/ledger/server/note-signer';
import { readLineage } from '@/lib/ledger/server/read-lineage';
import { readVerifierKeys } from '@/lib/ledger/server/read-verifier-keys';
import { VerifierKeyRecord } from '@/lib/ledger/server/record-verifier-keys';
import { beginRotation, finishRotation } from '@/lib/ledger/server/rotate-log-key';
import { verifyLedger } from '@/lib/ledger/server/verify-ledger';
import { PolicyFile } from '@/lib/ledger/server/witness-policy';
import { readEntryProof } from '@/lib/servicing/server/read-loan-proof';
import { createPool } from '@/lib/platform/server/database';
import { ALL_FACTS } from './all-facts';
import { bundleVerifier } from './bundle-verifier';
import { readSignerMemory } from './signer-memory';
import { openTestNetwork, type TestNetwork } from './test-network';
import { openTestSigner, type TestSigner } from './test-signer';
import { origination, performance } from './test-tape';
import { checkProof } from './verifier/check-proof';

const home = mkdtempSync(join(tmpdir(), 'hearthline-rotated-'));
const LATER = join(home, 'later');
let network: TestNetwork;
let owner: pg.Pool;
let signer: TestSigner;
let policy: PolicyFile;
/** Exports by what was signed last: by the old key, by both, by the new one. */
const EXPORTS = ['before', 'between', 'later'] as const;
const proofs: string[] = [];
let next: string;

beforeAll(async () => {
  network = await openTestNetwork(inject('ownerUrl'));
  owner = createPool(network.ownerUrl, 2);
  signer = await openTestSigner(network);
  const { origin } = network.worker;
  const log = { home: join(network.dataDirectory, 'signer'), origin, pool: owner };
  const own = (): OwnLog => {
    const { signers, statements } = readLogKeys(log.home, origin);
    return { keys: signers.map(({ key }) => key), statements, url: 'http://hub.example/ledger' };
  };
  policy = new PolicyFile(join(home, 'no policy'), own, owner);
  await go('before', '202501');
  await beginRotation(log);
  await go('between', '202503');
  cpSync(join(log.home, 'log.pem'), join(home, 'stolen.pem'));
  await finishRotation(log);
  await go('later', '202505');
  next = readFileSync(join(LATER, 'keys'), 'utf8').split(' ')[1] ?? '';
});
afterAll(async () => {
  await owner.end();
  await network.close();
  rmSync(home, { recursive: true, force: true });
});

/** A month comes in, the signer signs, and all of it is exported and proven. */
async function go(name: string, period: string): Promise<void> {
  await policy.refresh();
  await new VerifierKeyRecord(owner, network.worker.context.ledger).record(new Date());
  const loan = `ROTATED${period}`;
  await network.commitTape(await network.sendTape({ origination: origination(loan), performance: performance(loan, period, '00', '239000.00') })); // prettier-ignore
  await signer.sign();
  const directory = join(home, name);
  await exportLog(owner, directory, (size) => exportEntries(owner, network.worker.subjects, { directory, size, withValues: true })); // prettier-ignore
  writeWhole(join(directory, 'verify.mjs'), await bundleVerifier());
  proofs.push(await prove());
}

async function prove(): Promise<string> {
  const { rows } = await owner.query<{ id: string }>(
    `select substr(stream, 6) as id from ledger.entry where stream like 'loan/%' order by index limit 1`,
  );
  const { subjects, origin, keys } = network.worker;
  const hub = { origin, subjects, key: () => keys.findOrCreate('hub') };
  const sources = { database: network.database, pool: owner, hub };
  return (await readEntryProof(sources, network.actor('servicer'), { loan: rows[0]?.id ?? '', version: 1 })).file;
}

async function check(target: string, vkey: string): Promise<string> {
  const run = promisify(execFile)(process.execPath, [join(LATER, 'verify.mjs'), target, '--log', vkey], { cwd: home });
  return run.then(({ stdout }) => stdout, (error: unknown) => (error as { stdout: string }).stdout); // prettier-ignore
}

const python = (target: string, vkey: string): ReturnType<typeof spawnSync> =>
  spawnSync('python3', ['e2e/verify_export.py', target, vkey], { encoding: 'utf8' });
const hasPython = spawnSync('python3', ['e2e/verify_export.py', '--vector', 'docs/ledger-format-vector.json']).status === 0;

function keyOf(vkey: string): NoteKey {
  const key = parseVkey(vkey, sha256);
  if (key === undefined) throw new Error('This is no verifier key');
  return key;
}

/** A copy of an export whose `keys` file is another. */
function withKeys(name: string, edit: (keys: string) => string): string {
  const copy = mkdtempSync(join(home, 'copy-'));
  cpSync(join(home, name), copy, { recursive: true });
  writeFileSync(join(copy, 'keys'), edit(readFileSync(join(LATER, 'keys'), 'utf8')));
  return copy;
}

it.each(EXPORTS)('an export from %s is sound by the old key, and by the new one with what led to it', async (name) => {
  for (const vkey of [signer.vkey, next]) {
    const target = withKeys(name, (keys) => keys);
    expect(await check(target, vkey)).toMatch(/^Sound: /);
    if (hasPython) expect(python(target, vkey)).toMatchObject({ status: 0 });
  }
});

it('says in words that the log signs with another key than the one that was named', async () => {
  expect(await check(LATER, signer.vkey)).toMatch(/since the one you named, [0-9a-f]{8}, named it as the next\.$/m);
  expect(await check(LATER, next)).not.toContain('since');
});

it.each([
  ['is not shown', (keys: string) => keys.replace(/# log-key .*\n/g, '')],
  ['was changed', (keys: string) => keys.replace(/# log-key .{80}/, (line) => `${line.slice(0, -4)}AAAA`)],
])('an export is refused under the old key where what led on %s', async (_, edit) => {
  const copy = withKeys('later', edit);
  expect(await check(copy, signer.vkey)).toContain('CHECKPOINT_UNSIGNED');
  expect(await check(copy, next)).toMatch(/^Sound: /);
  if (hasPython) expect(python(copy, signer.vkey).stdout).toContain('CHECKPOINT_UNSIGNED');
});

it('whoever stole the old key gains nothing by naming one before it', async () => {
  const open = (name: string): NoteSigner => openNoteSigner(join(home, name), keyOf(next).name, ED25519);
  const [made, stolen] = [open('made.pem'), open('stolen.pem')];
  const said = formatEndorsement({ key: made.key, next: stolen.key });
  const statement = formatNote({ text: said, signatures: [made.sign(said, 0), stolen.sign(said, 0)] });
  const copy = withKeys('later', (keys) => `${keys}# log-key ${Buffer.from(statement).toString('base64')}\n`);
  const { text = '' } = parseNote(readFileSync(join(copy, 'checkpoint'), 'utf8')) ?? {};
  writeFileSync(join(copy, 'checkpoint'), formatNote({ text, signatures: [made.sign(text, 0)] }));
  expect(await check(copy, next)).toContain('LOG_KEY_WITHDRAWN');
  if (hasPython) expect(python(copy, next).stdout).toContain('LOG_KEY_WITHDRAWN');
});

it('a proof file says itself what leads from one key to the next', async () => {
  const [before = '', between = '', later = ''] = proofs;
  const faultsOf = async (file: string, vkey: string): Promise<unknown> => (await checkProof(file, { log: keyOf(vkey) })).faults.map(({ code }) => code); // prettier-ignore
  for (const file of [before, between, later]) expect(await faultsOf(file, signer.vkey)).toEqual([]);
  for (const file of [between, later]) expect(await faultsOf(file, next)).toEqual([]);
  expect(await faultsOf(before, next)).toEqual(['CHECKPOINT_UNSIGNED']);
});

it('the ledger verifies whole against what the signer keeps, and tells the keys as facts', async () => {
  const signerMemory = readSignerMemory(network.dataDirectory, await readLineage(owner));
  const { subjects } = network.worker;
  const verdict = await verifyLedger(owner, { definitions: ALL_FACTS, subjects, ...(signerMemory && { signer: signerMemory }) });
  expect(verdict.faults).toEqual([]);
  const told = await readVerifierKeys({ database: network.database, subjects }, 'owner');
  expect(told.map(({ vkey, role, reason }) => [vkey, role, reason])).toEqual([
    [signer.vkey, 'log', 'replaced'],
    [next, 'log', null],
  ]);
});
