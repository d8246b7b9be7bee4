import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { sameBytes } from '@/lib/ledger/domain/bytes';
import { verifyConsistency } from '@/lib/ledger/domain/consistency';
import { ED25519 } from '@/lib/ledger/domain/note-key';
import { parsePolicy } from '@/lib/ledger/domain/parse-policy';
import { formatEntriesPath, formatTilePath, parseEntryBundle, tilesOf } from '@/lib/ledger/domain/tile';
import { leafHash, merkleRoot } from '@/lib/ledger/domain/tree';
import { verifyCheckpoint } from '@/lib/ledger/domain/verify-checkpoint';
import { defineFact } from '@/lib/ledger/language/define-fact';
import { createPool } from '@/lib/platform/server/database';
import { createTestDatabase, type TestDatabase } from '@/lib/platform/server/test-database';
import { CheckpointSigner } from './checkpoint-signer';
import { sha256, verifyBytes } from './hashing';
import { Ledger } from './ledger';
import { onlyKey } from './log-keyring';
import { openNoteSigner } from './note-signer';
import { OrganisationKeys } from './organisation-keys';
import { readConsistency, readSurface } from './read-surface';
import { recordHeads } from './record-heads';
import { SignerState } from './signer-state';
import { SubjectKeys } from './subject-keys';

const ORIGIN = 'test.example/1';
const Noted = defineFact({
  type: 'Noted',
  version: 1,
  about: 'payment-history',
  fields: { text: { schema: z.string(), group: 'payment-history', meaning: 'A word' } },
});
const home = mkdtempSync(join(tmpdir(), 'hearthline-signer-'));
const statePath = join(home, 'signed.json');

let test: TestDatabase;
let pools: { owner: pg.Pool; app: pg.Pool; worker: pg.Pool; signer: pg.Pool };
let ledger: Ledger;
let signer: CheckpointSigner;

beforeAll(async () => {
  test = await createTestDatabase(inject('ownerUrl'));
  pools = {
    owner: createPool(test.ownerUrl, 2),
    app: createPool(test.appUrl, 4),
    worker: createPool(test.workerUrl, 4),
    signer: createPool(test.signerUrl, 3),
  };
  const keys = new OrganisationKeys(join(home, 'keys'));
  await pools.owner.query('insert into ledger.log values (true, $1)', [ORIGIN]);
  for (const organisation of ['orgA', 'hub']) {
    const key = keys.findOrCreate(organisation);
    await pools.owner.query('insert into partners.signing_key values ($1, $2, $3, 0)', [key.keyId, organisation, key.publicKey]);
  }
  await pools.owner.query("insert into platform.cursor values ('partners', 1000000)");
  ledger = new Ledger({ pool: pools.worker, origin: ORIGIN, keys, requestSecret: 'secret', subjects: new SubjectKeys(home) });
  signer = makeSigner();
});
afterAll(async () => {
  for (const pool of Object.values(pools)) await pool.end();
  await test.drop();
});

function makeSigner(): CheckpointSigner {
  const log = openNoteSigner(join(home, 'log.pem'), ORIGIN, ED25519);
  return new CheckpointSigner({ pool: pools.signer, origin: ORIGIN, state: new SignerState(statePath), keys: onlyKey(log) });
}

let noted = 0;
async function note(count: number): Promise<void> {
  const facts = Array.from({ length: count }, () => {
    const values = { text: `word ${String((noted += 1))}` };
    return { definition: Noted, stream: `loan/${String(noted % 50)}`, values, occurredAt: '2026-11-01', causes: [] };
  });
  const request = { organisation: 'orgA', actor: 'tester', idempotencyKey: `note-${String(noted)}`, fingerprint: noted };
  await ledger.commit({ ...request, signedAt: '2026-11-02T00:00:00.000Z', facts });
  await recordHeads(pools.worker, ledger, new Date());
}

async function file(path: string): Promise<Uint8Array> {
  const found = await readSurface(pools.app, path);
  if (found === undefined) throw new Error(`The log has no ${path}`);
  return Buffer.from(found.body);
}

/** Reads the published checkpoint as a stranger would: by its published policy, and nothing else. */
async function checkpoint(): Promise<{ size: number; root: Uint8Array }> {
  const policy = parsePolicy(Buffer.from(await file('keys')).toString(), sha256);
  if ('refused' in policy) throw new Error(`The policy cannot be read: ${policy.refused}`);
  const note = Buffer.from(await file('checkpoint')).toString();
  const trust = { origin: ORIGIN, policy, now: Math.floor(Date.now() / 1000) };
  const verdict = await verifyCheckpoint(note, trust, { sha256, verifySignature: verifyBytes });
  expect(verdict.faults).toEqual([]);
  if (verdict.checkpoint === undefined) throw new Error('A checkpoint without faults can be read');
  return verdict.checkpoint;
}

it('a stranger recomputes the signed root from tiles and from entry bundles, whatever the size', async () => {
  for (const count of [1, 255, 300]) {
    await note(count);
    const { size, root } = await checkpointAfter();
    const leaves: Uint8Array[] = [];
    for (const tile of tilesOf(size).filter((each) => each.level === 0)) {
      const bytes = await file(formatTilePath(tile));
      const entries = parseEntryBundle(await file(formatEntriesPath(tile.index, tile.width))) ?? [];
      const hashes = entries.map((entry) => leafHash(entry, sha256));
      expect(Buffer.concat(hashes)).toEqual(bytes);
      leaves.push(...hashes);
    }
    expect(leaves).toHaveLength(size);
    expect(sameBytes(merkleRoot(leaves, sha256), root)).toBe(true);
  }
  const level1 = tilesOf((await checkpoint()).size).filter((each) => each.level === 1);
  expect(level1).toHaveLength(1);
  for (const tile of level1) expect((await file(formatTilePath(tile))).length).toBe(tile.width * 32);
});

async function checkpointAfter(): Promise<{ size: number; root: Uint8Array }> {
  await signer.signNext();
  return checkpoint();
}

it('each checkpoint is shown to continue the one before', async () => {
  const before = await checkpoint();
  await note(40);
  const after = await checkpointAfter();
  const path = (await readConsistency(pools.app, before.size, after.size)) ?? [];
  const proof = { from: before.size, to: after.size, path, rootFrom: before.root, rootTo: after.root };
  expect(verifyConsistency(proof, sha256)).toBe(true);
  expect(await readConsistency(pools.app, before.size, after.size + 1)).toBeUndefined();
});

it('publishes nothing beyond the checkpoint, and no path that is written otherwise', async () => {
  const { size } = await checkpoint();
  await note(300);
  const wide = { level: 0, index: Math.floor(size / 256), width: 256 };
  for (const path of [
    formatTilePath(wide),
    'tile/0/0',
    'tile/0/000.p/0',
    'tile/9/000',
    '../secrets.json',
    'tile/entries/000.p/999',
  ])
    expect(await readSurface(pools.app, path), path).toBeUndefined();
  await signer.signNext();
});

it('a signer that was killed between remembering and publishing publishes the same checkpoint when it returns', async () => {
  const before = await checkpoint();
  await pools.owner.query('alter table ledger.checkpoint disable trigger append_only');
  await pools.owner.query('delete from ledger.checkpoint where size = $1', [before.size]);
  await pools.owner.query('alter table ledger.checkpoint enable always trigger append_only');
  await makeSigner().signNext();
  expect(await checkpoint()).toEqual(before);
});

it('signs nothing while a new stored byte does not fit, and says where', async () => {
  const before = await checkpoint();
  await note(5);
  await pools.owner.query('alter table ledger.entry disable trigger append_only');
  const alter =
    "update ledger.entry set header = convert_to(replace(convert_from(header, 'utf8'), $2, $3), 'utf8') where index = $1";
  await pools.owner.query(alter, [before.size, '"version"', '"versiom"']);
  await expect(signer.signNext()).rejects.toMatchObject({ fault: { code: 'HEADER_MALFORMED', index: before.size } });
  expect(await checkpoint()).toEqual(before);
  const { rows } = await pools.app.query("select evidence from ledger.alarm where kind = 'SIGNER_REFUSED'");
  expect(rows).toMatchObject([{ evidence: { code: 'HEADER_MALFORMED', index: before.size } }]);
  await pools.owner.query(alter, [before.size, '"versiom"', '"version"']);
  expect((await checkpointAfter()).size).toBeGreaterThan(before.size);
});

it('refuses a log that was rolled back behind what it signed, and two signers on one memory', async () => {
  const { rows } = await pools.owner.query<{ size: string }>('select size from ledger.head');
  await pools.owner.query('update ledger.head set size = 3');
  await expect(signer.signNext()).rejects.toMatchObject({ fault: { code: 'LOG_SHRANK' } });
  await pools.owner.query('update ledger.head set size = $1', [rows[0]?.size]);
  const state = new SignerState(statePath);
  const known = state.read();
  const remembered = readFileSync(statePath, 'utf8');
  writeFileSync(statePath, remembered.replace(/"size":\d+/, '"size":1'));
  expect(() => {
    state.replace(known, { origin: ORIGIN, size: 9_999, frontier: [] });
  }).toThrow(/Another signer/);
  writeFileSync(statePath, remembered);
  expect(() => {
    state.replace(known, { origin: ORIGIN, size: 1, frontier: [] });
  }).toThrow(/never shrinks/);
});

it('a published checkpoint never changes, also for its own signer', async () => {
  await expect(pools.signer.query("update ledger.checkpoint set note = 'x' || note")).rejects.toThrow(/never changes/);
  await expect(pools.signer.query('delete from ledger.checkpoint')).rejects.toThrow(/permission denied/);
});
