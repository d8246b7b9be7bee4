import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { parseCheckpoint } from '@/lib/ledger/domain/checkpoint';
import { parseVkey } from '@/lib/ledger/domain/note-key';
import { parseNote } from '@/lib/ledger/domain/signed-note';
import { Cosigning } from '@/lib/ledger/server/cosigning';
import { sha256 } from '@/lib/ledger/server/hashing';
import { onlyKey } from '@/lib/ledger/server/log-keyring';
import { OrganisationKeys } from '@/lib/ledger/server/organisation-keys';
import { newestSize } from '@/lib/ledger/server/read-checkpoint';
import { readSize } from '@/lib/ledger/server/raise-rollback';
import { readCurrentLog, readLineage } from '@/lib/ledger/server/read-lineage';
import { RollbackWatch, type RollbackWatchOptions } from '@/lib/ledger/server/rollback-watch';
import type { SignerState } from '@/lib/ledger/server/signer-state';
import { readStandstill } from '@/lib/ledger/server/standstill';
import { policyLine, startTestWitness, testPolicy, type TestWitness } from '@/lib/ledger/server/test-witness';
import { verifyLedger } from '@/lib/ledger/server/verify-ledger';
import { SeededRandom } from '@/lib/servicing/domain/seeded-random';
import { ALL_FACTS } from './all-facts';
import { declareSuccessor } from './commands/succeed';
import { findLogSigner, readSignerMemory, signerHome, signerState } from './signer-memory';
import { openRestoreScene, signNow, succeedFrom, write, type Restored, type RestoreScene } from './test-restore';

const SEED = 20_261_127;
const POINTS = 5;
const now = (): number => 1_700_000_000;
let scene: RestoreScene;
let witnesses: TestWitness[];

/** A network with its signer, three witnesses that have cosigned all of it, and copies from random points on the way. */
beforeAll(async () => {
  scene = await openRestoreScene(inject('ownerUrl'), SEED);
  const { worker, ownerUrl, dataDirectory } = scene.network;
  witnesses = await Promise.all(['a', 'b', 'c'].map((name) => startTestWitness(name, scene.log.key, now)));
  const owner = scene.poolOf(ownerUrl);
  const random = new SeededRandom(SEED);
  for (let point = 0; point < POINTS; point += 1) {
    await write(worker, random.between(1, 9));
    if (random.chance(5_000)) await signNow(worker, owner, dataDirectory);
    await scene.take(String(point));
  }
  await write(worker, 7);
  await signNow(worker, owner, dataDirectory);
  await new Cosigning({ pool: owner, policy: witnessed, now }).ask(await newestSize(owner));
}, 180_000);
afterAll(async () => {
  for (const { server } of witnesses) server.close();
  await scene.close();
});

const memoryOf = (dataDirectory: string): SignerState => signerState(signerHome(dataDirectory, 1));
const witnessed: RollbackWatchOptions['policy'] = () => testPolicy(scene.log.key, witnesses.map((each) => policyLine(each))); // prettier-ignore
const alone: RollbackWatchOptions['policy'] = () => testPolicy(scene.log.key, []);

const watchOf = (restored: Restored, what: Pick<RollbackWatchOptions, 'state' | 'policy'>): RollbackWatch =>
  new RollbackWatch({ pool: scene.poolOf(restored.database.signerUrl), keys: onlyKey(scene.log), ...what });

it.each(Array.from({ length: POINTS }, (_, point) => point))(
  'a copy from point %i is neither appended to nor signed, found by the signer alone and by the witnesses alone',
  async (point) => {
    for (const isRemembered of [true, false]) {
      const restored = await scene.restore(String(point));
      const state = memoryOf(isRemembered ? scene.network.dataDirectory : restored.dataDirectory);
      const size = await newestSize(restored.owner);
      expect(await watchOf(restored, { state, policy: isRemembered ? alone : witnessed }).look()).toBe(false);
      expect(await readStandstill(restored.owner)).toBe('BEHIND');
      await expect(write(await restored.startWorker(), 1)).rejects.toMatchObject({ code: 'LOG_BEHIND' });
      expect(await newestSize(restored.owner)).toBe(size);
    }
  },
  60_000,
);

it('a copy at the head runs on without fuss, and has no successor', async () => {
  await scene.take('head');
  const restored = await scene.restore('head');
  const { owner, dataDirectory } = restored;
  expect(await watchOf(restored, { state: memoryOf(dataDirectory), policy: witnessed }).look()).toBe(true);
  const worker = await restored.startWorker();
  await write(worker, 2);
  const size = await readSize(owner);
  expect(await signNow(worker, owner, dataDirectory)).toBe(size + 1);
  const place = { pool: owner, dataDirectory, lineage: await readLineage(owner), number: 0, now: new Date() };
  await expect(declareSuccessor(place)).rejects.toThrow('The log is not behind, and goes on as it is. Nothing was declared.');
});

it('no successor is declared with keys that the copy does not know', async () => {
  const restored = await scene.restore('0');
  rmSync(join(restored.dataDirectory, 'keys/hub.pem'));
  new OrganisationKeys(join(restored.dataDirectory, 'keys')).findOrCreate('hub');
  await expect(succeedFrom(scene, restored)).rejects.toThrow(
    /does not know the keys of hub that are here.* Nothing was declared\./,
  );
  expect(await readLineage(restored.owner)).toHaveLength(1);
});

it('a log that is behind goes on under another name: it appends, signs, is cosigned, and all of it verifies', async () => {
  const restored = await scene.restore('2');
  const { owner, dataDirectory } = restored;
  const early = await restored.startWorker();
  const [ancestor, before] = [await readCurrentLog(owner), await readSize(owner)];
  const { vkey, declared } = await succeedFrom(scene, restored);
  const signedSize = memoryOf(scene.network.dataDirectory).read()?.size;
  expect(declared).toEqual({ origin: `${ancestor.origin}/2`, from: before, signedSize });

  // Whoever was started before goes on under the old name.
  await expect(write(early, 1)).rejects.toMatchObject({ code: 'LOG_SUCCEEDED' });
  const worker = await restored.startWorker();
  await write(worker, 3);
  const successor = findLogSigner(dataDirectory, await readCurrentLog(owner));
  if (successor === undefined) throw new Error('The successor has no key');
  const state = signerState(signerHome(dataDirectory, 2));
  expect(await new RollbackWatch({ pool: owner, keys: onlyKey(successor), state, policy: witnessed }).look()).toBe(true);
  const size = await signNow(worker, owner, dataDirectory);
  expect(size).toBe(before + 5);

  const key = parseVkey(vkey, sha256);
  if (key === undefined) throw new Error('The successor’s key cannot be read');
  const cosigners = await Promise.all(['a', 'b', 'c'].map((name) => startTestWitness(name, key, now)));
  for (const { server } of cosigners) scene.closing.push(() => Promise.resolve(server.close()));
  const policy = testPolicy(key, cosigners.map((each) => policyLine(each)));
  await new Cosigning({ pool: owner, policy: () => policy, now }).ask(size);
  const { rows } = await owner.query<{ note: string }>('select note from ledger.checkpoint where size = $1', [size]);
  const note = parseNote(rows[0]?.note ?? '');
  expect(parseCheckpoint(note?.text ?? '')).toMatchObject({ origin: declared.origin, size });
  expect(note?.signatures).toHaveLength(4);

  const signer = readSignerMemory(dataDirectory, await readLineage(owner));
  expect(signer?.ancestors.map(({ name }) => name)).toEqual([ancestor.origin]);
  expect((await verifyLedger(owner, { definitions: ALL_FACTS, subjects: worker.subjects, ...(signer && { signer }) })).faults).toEqual([]);
  const place = { pool: owner, dataDirectory, lineage: await readLineage(owner), number: 0, now: new Date() };
  await expect(declareSuccessor(place)).rejects.toThrow('Nothing was declared');
}, 60_000); // prettier-ignore
