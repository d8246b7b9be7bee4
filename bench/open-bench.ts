import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { foundLedger } from '@/cli/found-ledger';
import { openBook } from '@/cli/found-network';
import { openWorker, type OpenWorker } from '@/cli/open-worker';
import { joinNetwork } from '@/lib/partners/server/join-network';
import { writePolicy } from '@/lib/partners/server/write-policy';
import { createWorkPool } from '@/lib/platform/server/database';
import { migrate } from '@/lib/platform/server/migrate';
import { startPostgres } from '@/lib/platform/server/postgres';
import { openRoles, type RoleUrls } from '@/lib/platform/server/roles';

/** How large a bench makes its ledger; each has a size of its own where none is named. */
export interface BenchSize {
  readonly entries?: number;
}

/** A product without its pages: a Postgres of its own, a network of four, one book. */
export interface Bench {
  readonly worker: OpenWorker;
  readonly urls: RoleUrls;
  /** The database's owner, for the peers that the product is measured against. */
  readonly owner: Pool;
  /** Where keys and files of this bench are kept; gone when it is closed. */
  readonly directory: string;
  close(): Promise<void>;
}

const PARTIES = ['servicer', 'owner', 'securitizer', 'homeowner'] as const;

/** Makes a bench in a temporary directory; closing it stops Postgres and removes everything. */
export async function openBench(): Promise<Bench> {
  const directory = mkdtempSync(join(tmpdir(), 'hearthline-bench-'));
  chmodSync(directory, 0o711);
  const postgres = await startPostgres(directory);
  await migrate(postgres.ownerUrl);
  const urls = await openRoles(postgres.ownerUrl, { app: 'app-bench', worker: 'worker-bench', signer: 'signer-bench' });
  await foundLedger(postgres.ownerUrl);
  const owner = createWorkPool(postgres.ownerUrl, 64);
  await writePolicy(owner);
  const worker = await openWorker({ workerUrl: urls.worker, dataDirectory: directory, requestSecret: 'bench' });
  const { ledger } = worker.context;
  for (const kind of PARTIES) await joinNetwork(ledger, worker.keys, { id: kind, kind, name: kind });
  const parties = { servicer: 'servicer', owner: 'owner', securitizer: 'securitizer' };
  await openBook(ledger, { id: 'book', name: 'Book', ...parties, pool: { id: 'pool', name: 'Pool' }, securities: [] });
  await worker.context.follow();
  return {
    worker,
    urls,
    owner,
    directory,
    async close() {
      await worker.close();
      await owner.end();
      await postgres.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
