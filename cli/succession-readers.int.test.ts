import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { canonicalize, type Canonical } from '@/lib/ledger/domain/canonical';
import { formatVkey } from '@/lib/ledger/domain/note-key';
import { exportEntries } from '@/lib/ledger/server/export-entries';
import { exportLog, OtherLog } from '@/lib/ledger/server/export-log';
import { parsePolicy } from '@/lib/ledger/domain/parse-policy';
import { verifyCheckpoint } from '@/lib/ledger/domain/verify-checkpoint';
import { verifyProof } from '@/lib/ledger/domain/verify-proof';
import { verifyStream } from '@/lib/ledger/domain/verify-stream';
import { sha256, verifyBytes } from '@/lib/ledger/server/hashing';
import { HUB } from '@/lib/ledger/language/facts';
import type { Policy } from '@/lib/ledger/domain/tlog-policy';
import { readPolicyText } from '@/lib/ledger/server/witness-policy';
import type { SubjectKeys } from '@/lib/ledger/server/subject-keys';
import { readCurrentLog } from '@/lib/ledger/server/read-lineage';
import { altered, type Editable } from '@/lib/ledger/server/test-stream';
import { createDatabase } from '@/lib/platform/server/database';
import { readEntryProof, readLoanProof, type LoanProof, type ProofSources } from '@/lib/servicing/server/read-loan-proof';
import { AlertAcknowledged } from '@/lib/servicing/language/work-facts';
import { checkExport } from './verifier/check-export';
import { checkProof } from './verifier/check-proof';
import type { Trust } from './verifier/check-checkpoint';
import { openRestoreScene, signNow, succeedFrom, write, type Restored, type RestoreScene } from './test-restore';

const CRYPTO = { sha256, verifySignature: verifyBytes };
let scene: RestoreScene;
let restored: Restored;
let sources: ProofSources;
let loan: string;
let read: LoanProof;
let policy: Policy;

beforeAll(async () => {
  scene = await openRestoreScene(inject('ownerUrl'), 7);
  const { worker, ownerUrl, dataDirectory } = scene.network;
  await scene.take('older');
  await write(worker, 3);
  await signNow(worker, scene.poolOf(ownerUrl), dataDirectory);
  restored = await scene.restore('older');
  await succeedFrom(scene, restored);
  const after = await restored.startWorker();
  const { owner } = restored;
  const { rows } = await owner.query<{ loan_id: string }>('select loan_id from servicing.loan order by 1 limit 1');
  loan = rows[0]?.loan_id ?? '';
  const about = { stream: `loan/${loan}`, occurredAt: '2026-11-01', causes: [] };
  const facts = [{ ...about, definition: AlertAcknowledged, values: { openedDueOn: '2026-09-01' } }];
  const request = { organisation: 'servicer', actor: 'tester', idempotencyKey: 'after', fingerprint: 'after' };
  await after.context.ledger.commit({ ...request, signedAt: '2026-11-02T00:00:00.000Z', facts });
  await signNow(after, owner, restored.dataDirectory);
  const database = createDatabase(restored.database.appUrl, 2);
  scene.closing.push(() => database.$disconnect());
  const { origin } = await readCurrentLog(owner);
  sources = { database, pool: owner, hub: { origin, key: () => after.keys.findOrCreate(HUB), subjects: after.subjects } };
  read = await readLoanProof(sources, scene.network.actor('servicer'), loan);
  const parsed = parsePolicy(await readPolicyText(owner), sha256);
  if ('refused' in parsed) throw new Error(parsed.refused);
  policy = parsed;
}, 120_000);
afterAll(() => scene.close());

/** All that a reader finds wrong, who knows the log by its name now. */
async function faultsOf({ origin, stream, sealed, proof }: LoanProof): Promise<string[]> {
  const chain = await verifyStream(sealed, { origin, stream }, CRYPTO);
  if (proof === null) return chain.faults.map(({ code }) => code);
  const own = await verifyCheckpoint(proof.checkpoint, { origin, policy, now: undefined }, CRYPTO);
  if (own.checkpoint === undefined) return [...own.faults];
  const proven = await verifyProof({ stream: sealed, proof, checkpoint: own.checkpoint }, { origin, stream }, CRYPTO);
  return [...chain.faults, ...proven.faults].map(({ code }) => code);
}

it('a record that was begun under one name and goes on under another is proven whole', async () => {
  const names = read.sealed.entries.map(({ header }) => (JSON.parse(header) as { origin: string }).origin);
  expect(new Set(names).size).toBe(2);
  expect(names.at(-1)).toBe(read.origin);
  expect(await faultsOf(read)).toEqual([]);
});

type Edited = (copy: Editable<LoanProof>) => void;
const boundary = (copy: Editable<LoanProof>): Editable<NonNullable<LoanProof['sealed']['successions']>>[number] | undefined =>
  copy.sealed.successions?.[0];

it.each<[string, Edited, string]>([
  ['no longer declares the succession', (copy) => delete copy.sealed.successions, 'WRONG_STREAM'],
  ['moves the boundary down', (copy) => { const own = boundary(copy); if (own) own.index -= 1; }, 'LINEAGE_WRONG'],
  ['shows no place of the boundary', (copy) => { if (copy.proof) delete copy.proof.successions; }, 'NOT_IN_LOG'],
  ['shows an entry of the ancestor beyond the boundary', (copy) => { const own = copy.sealed.entries[0]; if (own) own.index = 1_000_000; }, 'WRONG_STREAM'],
  ['changes what was restored', (copy) => { for (const field of boundary(copy)?.fields ?? []) if (field.name === 'size') field.value = 1; }, 'FIELD_ALTERED'],
  ['takes the boundary’s signature away', (copy) => { const own = boundary(copy); if (own) own.commit.signature = own.commit.signature.replace(/^./, (letter) => (letter === 'A' ? 'B' : 'A')); }, 'SIGNATURE_WRONG'],
  ['goes by the ancestor’s name', (copy) => { copy.origin = copy.origin.replace(/\/2$/, ''); }, 'CHECKPOINT_OF_OTHER_LOG'],
])('and is not when somebody %s', async (_, edit, code) => {
  expect(await faultsOf(altered(read, edit))).toContain(code);
}); // prettier-ignore

it('as of a position before the succession it stands under the name that the log had then', async () => {
  const past = BigInt(read.sealed.successions?.[0]?.index ?? 0);
  const then = await readLoanProof(sources, { ...scene.network.actor('servicer'), asOf: past }, loan);
  expect(then.origin).toBe(read.origin.replace(/\/2$/, ''));
  expect(then.sealed.successions).toBeUndefined();
  expect(await faultsOf(then)).toEqual([]);
});

const subjects = (): SubjectKeys => sources.hub.subjects;
const trust = (): Trust => {
  const [log] = policy.logs;
  if (log === undefined) throw new Error('The policy names no log');
  return { log: log.key };
};
const codes = ({ faults }: { faults: readonly { code: string }[] }): string[] => faults.map(({ code }) => code);

it('one entry from before it, and one from after, are each proven by a file', async () => {
  const actor = scene.network.actor('servicer');
  for (const version of [1, read.sealed.entries.length]) {
    const { file } = await readEntryProof(sources, actor, { loan, version });
    expect(codes(await checkProof(file, trust()))).toEqual([]);
    expect(codes(await checkProof(file, { log: scene.log.key }))).toContain('CHECKPOINT_OF_OTHER_LOG');
  }
  const { file } = await readEntryProof(sources, actor, { loan, version: 1 });
  const [line = ''] = /^extra .*$/m.exec(file) ?? [];
  const extra = JSON.parse(Buffer.from(line.slice(6), 'base64').toString()) as { lineage?: { paths: string[][] } };
  const rewritten = (edit: (own: typeof extra) => void): string => {
    const copy = structuredClone(extra);
    edit(copy);
    return file.replace(line, `extra ${Buffer.from(canonicalize(copy as Canonical)).toString('base64')}`);
  };
  expect(
    codes(
      await checkProof(
        rewritten((own) => delete own.lineage),
        trust(),
      ),
    ),
  ).toEqual(['WRONG_STREAM', 'COMMIT_MALFORMED']);
  expect(
    codes(
      await checkProof(
        rewritten((own) => own.lineage?.paths.splice(0)),
        trust(),
      ),
    ),
  ).toEqual(['NOT_IN_LOG']);
});

it('its export is found sound under the new key, in two languages; the ancestor’s own stays sound under the old one', async () => {
  const home = mkdtempSync(join(tmpdir(), 'hearthline-lineage-'));
  const pool = scene.poolOf(restored.database.ownerUrl);
  for (const withValues of [false, true]) {
    const directory = join(home, String(withValues));
    await exportLog(pool, directory, (size) => exportEntries(pool, subjects(), { directory, size, withValues }));
    expect(codes(await checkExport(directory, trust()))).toEqual([]);
    const python = spawnSync('python3', ['e2e/verify_export.py', directory, formatVkey(trust().log)], { encoding: 'utf8' });
    if (python.error === undefined && python.status !== 3) expect(python.stdout).toMatch(/^Sound: /);
  }
  expect(codes(await checkExport(scene.exportOf('older'), { log: scene.log.key }))).toEqual([]);
  await expect(exportLog(pool, scene.exportOf('older'), () => Promise.resolve(0))).rejects.toThrow(OtherLog);
  rmSync(home, { recursive: true });
});

it('an export whose entries go back to the old name is found out', async () => {
  const home = mkdtempSync(join(tmpdir(), 'hearthline-lineage-'));
  const pool = scene.poolOf(restored.database.ownerUrl);
  await exportLog(pool, home, (size) => exportEntries(pool, subjects(), { directory: home, size, withValues: true }));
  const path = join(home, 'entries/000.jsonl');
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  writeFileSync(
    path,
    [...lines.slice(0, -1), (lines.at(-1) ?? '').replaceAll(`${scene.log.key.name}/2`, scene.log.key.name), ''].join('\n'),
  );
  expect(codes(await checkExport(home, trust()))).toEqual(expect.arrayContaining(['WRONG_STREAM', 'COMMIT_MALFORMED']));
  writeFileSync(path, [...lines.filter((line) => !line.includes('log/succession')), ''].join('\n'));
  expect(codes(await checkExport(home, trust()))).toContain('LINEAGE_WRONG');
  rmSync(home, { recursive: true });
});
