import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Pool } from 'pg';
import type { Actor } from '@/lib/partners/server/actor';
import { joinNetwork, type JoiningOrganisation } from '@/lib/partners/server/join-network';
import { writePolicy } from '@/lib/partners/server/write-policy';
import { createDatabase, createPool, createWorkPool, type Database } from '@/lib/platform/server/database';
import { createTestDatabase } from '@/lib/platform/server/test-database';
import { createTape } from '@/lib/servicing/server/create-tape';
import { confirmTape } from '@/lib/servicing/server/confirm-tape';
import { receiveTapeFile } from '@/lib/servicing/server/receive-tape-file';
import { workTapes } from '@/lib/servicing/server/work-tapes';
import { foundLedger } from './found-ledger';
import { openBook, type Book } from './found-network';
import { openWorker, type OpenWorker } from './open-worker';

/** Four organisations and a book on a database of their own, for tests of what crosses rooms. */
export interface TestNetwork {
  readonly database: Database;
  /** Connections as those that answer requests have them. */
  readonly app: Pool;
  readonly worker: OpenWorker;
  readonly ownerUrl: string;
  readonly dataDirectory: string;
  actor(organisation: string): Actor;
  /** Sends a pair of files as the servicer and has them checked. Answers the tape's id. */
  sendTape(
    files: { origination?: string; performance: string },
    control?: { rowCount?: number; upbTotal?: string },
  ): Promise<string>;
  commitTape(tape: string, reason?: string): Promise<void>;
  close(): Promise<void>;
}

export const TEST_ORGANISATIONS: readonly JoiningOrganisation[] = [
  { id: 'servicer', kind: 'servicer', name: 'Test Servicing' },
  { id: 'stranger', kind: 'servicer', name: 'Other Servicing' },
  { id: 'owner', kind: 'owner', name: 'Test Owner' },
  { id: 'securitizer', kind: 'securitizer', name: 'Test Securities' },
  { id: 'homeowner', kind: 'homeowner', name: 'A homeowner' },
];

const BOOK: Book = {
  id: 'book', name: 'Test book', servicer: 'servicer', owner: 'owner', securitizer: 'securitizer',
  pool: { id: 'pool', name: 'Test pool' }, securities: [{ id: 'class-a', name: 'Class A', originalBalance: '1000000.00' }],
}; // prettier-ignore

/** Makes the network in a copy of the template database. */
export async function openTestNetwork(templateUrl: string): Promise<TestNetwork> {
  const test = await createTestDatabase(templateUrl);
  const dataDirectory = mkdtempSync(join(tmpdir(), 'hearthline-network-'));
  await foundLedger(test.ownerUrl);
  const owner = createWorkPool(test.ownerUrl, 1);
  await writePolicy(owner);
  await owner.end();
  const worker = await openWorker({ workerUrl: test.workerUrl, dataDirectory, requestSecret: 'secret' });
  for (const organisation of TEST_ORGANISATIONS) await joinNetwork(worker.context.ledger, worker.keys, organisation);
  await openBook(worker.context.ledger, BOOK);
  await worker.context.follow();
  const database = createDatabase(test.appUrl, 4);
  const app = createPool(test.appUrl, 3);
  const actor = (id: string): Actor => {
    const found = TEST_ORGANISATIONS.find((each) => each.id === id);
    if (found === undefined) throw new Error(`No organisation ${id} in the test network`);
    return { id: 'tester', organisation: id, organisationName: found.name, kind: found.kind, displayName: 'Tester' };
  };
  return {
    database, app, worker, dataDirectory, actor, ownerUrl: test.ownerUrl,
    sendTape: (files, control = {}) => sendTape({ database, worker, actor: actor('servicer') }, files, control),
    async commitTape(tape, reason) {
      await confirmTape(database, actor('servicer'), { tape, reason });
      await workTapes(worker.context);
    },
    async close() {
      await database.$disconnect();
      await app.end();
      await worker.close();
      await test.drop();
    },
  }; // prettier-ignore
}

async function sendTape(
  network: { database: Database; worker: OpenWorker; actor: Actor },
  files: { origination?: string; performance: string },
  control: { rowCount?: number; upbTotal?: string },
): Promise<string> {
  const kinds = files.origination === undefined ? (['performance'] as const) : (['origination', 'performance'] as const);
  const tape = await createTape(network.database, network.actor, { files: kinds, control });
  for (const kind of kinds) {
    const body = Readable.from([Buffer.from(files[kind] ?? '', 'latin1')]);
    const deps = { database: network.database, store: network.worker.context.store };
    await receiveTapeFile(deps, network.actor, { tape, kind, name: `${kind}.txt`, body, contentLength: undefined });
  }
  await workTapes(network.worker.context);
  return tape;
}
