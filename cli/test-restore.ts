import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { CheckpointSigner } from '@/lib/ledger/server/checkpoint-signer';
import { onlyKey } from '@/lib/ledger/server/log-keyring';
import type { NoteSigner } from '@/lib/ledger/server/note-signer';
import { readCurrentLog, readLineage } from '@/lib/ledger/server/read-lineage';
import { recordHeads } from '@/lib/ledger/server/record-heads';
import { RollbackWatch } from '@/lib/ledger/server/rollback-watch';
import { createPool } from '@/lib/platform/server/database';
import { AlertAcknowledged } from '@/lib/servicing/language/work-facts';
import { backUpKeys, restoreKeys } from './backup/key-files';
import { readBackup } from './backup/manifest';
import { restoreBackup } from './backup/restore-backup';
import { writeBackup } from './backup/write-backup';
import { declareSuccessor } from './commands/succeed';
import { openWorker, type OpenWorker } from './open-worker';
import { findLogSigner, signerHome, signerState } from './signer-memory';
import { buildLedger } from './tamper/build-ledger';
import { openEmptyDatabase, type EmptyDatabase } from './test-empty-database';
import type { TestNetwork } from './test-network';

/** A copy of the network restored on a machine of its own, with the keys and without the signer's memory. */
export interface Restored {
  readonly database: EmptyDatabase;
  readonly dataDirectory: string;
  /** Connections as the owner. */
  readonly owner: pg.Pool;
  /** A worker that was started now: it seals under the name that the log has now. */
  startWorker(): Promise<OpenWorker>;
}

/** A network that is backed up and restored. */
export interface RestoreScene {
  readonly network: TestNetwork;
  readonly log: NoteSigner;
  /** Takes a backup under a name. */
  take(name: string): Promise<void>;
  restore(name: string): Promise<Restored>;
  /** The log as files in a backup. */
  exportOf(name: string): string;
  poolOf(url: string): pg.Pool;
  /** Runs when the scene is closed, the last first. */
  readonly closing: (() => Promise<unknown>)[];
  close(): Promise<void>;
}

/** Builds the network from a seed, with keys copied as a backup of them would be. */
export async function openRestoreScene(templateUrl: string, seed: number): Promise<RestoreScene> {
  const home = mkdtempSync(join(tmpdir(), 'hearthline-restore-'));
  const { network } = await buildLedger(templateUrl, { seed, loans: 4 });
  const { ownerUrl, dataDirectory } = network;
  writeFileSync(join(dataDirectory, 'secrets.json'), JSON.stringify({ requestSecret: 'secret' }));
  const log = findLogSigner(dataDirectory, await readCurrentLog(network.worker.context.pool));
  if (log === undefined) throw new Error('The network has no signer');
  await backUpKeys(dataDirectory, join(home, 'keys'));
  const closing: RestoreScene['closing'] = [];
  const poolOf = (url: string): pg.Pool => {
    const pool = createPool(url, 2);
    closing.push(() => pool.end());
    return pool;
  };
  return {
    network, log, poolOf, closing,
    exportOf: (name) => join(home, name, 'export'),
    async take(name) {
      await writeBackup({ ownerUrl, dataDirectory, directory: join(home, name), now: new Date() });
    },
    async restore(name) {
      const database = await openEmptyDatabase(templateUrl);
      closing.push(() => database.drop());
      const directory = mkdtempSync(join(home, 'data-'));
      await restoreKeys(join(home, 'keys'), directory);
      await restoreBackup(await readBackup(join(home, name)), { ownerUrl: database.ownerUrl, dataDirectory: directory });
      return {
        database, dataDirectory: directory, owner: poolOf(database.ownerUrl),
        async startWorker() {
          const worker = await openWorker({ workerUrl: database.workerUrl, dataDirectory: directory, requestSecret: 'secret' });
          closing.push(() => worker.close());
          return worker;
        },
      };
    },
    async close() {
      for (const each of closing.reverse()) await each();
      await network.close();
      rmSync(home, { recursive: true });
    },
  }; // prettier-ignore
}

let written = 0;

/** Appends so many commits of the servicer. */
export async function write({ context }: OpenWorker, count: number): Promise<void> {
  for (let each = 0; each < count; each += 1) {
    const key = `write/${String((written += 1))}`;
    const about = { stream: `note/${String(written % 4)}`, occurredAt: '2026-11-01', causes: [] };
    const facts = [{ ...about, definition: AlertAcknowledged, values: { openedDueOn: '2026-09-01' } }];
    const request = { organisation: 'servicer', actor: 'tester', idempotencyKey: key, fingerprint: key };
    await context.ledger.commit({ ...request, signedAt: '2026-11-02T00:00:00.000Z', facts });
  }
}

/** Signs the log under the name it has now, by the key and memory of that name; answers the checkpoint's size. */
export async function signNow({ context }: OpenWorker, owner: pg.Pool, dataDirectory: string): Promise<number> {
  await recordHeads(context.pool, context.ledger, new Date());
  await context.follow();
  const current = await readCurrentLog(owner);
  const log = findLogSigner(dataDirectory, current);
  if (log === undefined) throw new Error('There is no key to sign with');
  const state = signerState(signerHome(dataDirectory, current.number));
  return (await new CheckpointSigner({ pool: owner, origin: current.origin, state, keys: onlyKey(log) }).signNext()) ?? 0;
}

/** Finds a restored copy behind what the network's own signer remembers, and declares its successor. */
export async function succeedFrom(scene: RestoreScene, restored: Restored): ReturnType<typeof declareSuccessor> {
  const { owner: pool, dataDirectory } = restored;
  const state = signerState(signerHome(scene.network.dataDirectory, 1));
  if (await new RollbackWatch({ pool, keys: onlyKey(scene.log), state, policy: () => undefined }).look())
    throw new Error('The copy is not behind');
  return declareSuccessor({ pool, dataDirectory, lineage: await readLineage(pool), number: 0, now: new Date() });
}
