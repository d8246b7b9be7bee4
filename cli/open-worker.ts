import { join } from 'node:path';
import { HUB } from '@/lib/ledger/language/facts';
import { followLedger } from '@/lib/ledger/server/follow-ledger';
import { Ledger } from '@/lib/ledger/server/ledger';
import { OrganisationKeys } from '@/lib/ledger/server/organisation-keys';
import { SubjectKeys } from '@/lib/ledger/server/subject-keys';
import { readCurrentLog } from '@/lib/ledger/server/read-lineage';
import { createWorkPool } from '@/lib/platform/server/database';
import { TapeStore } from '@/lib/servicing/server/tape-store';
import { obeyTold } from '@/lib/servicing/server/obey-told';
import type { WorkerContext } from '@/lib/servicing/server/worker-context';
import { PROJECTIONS } from './projections';

/** What a worker needs to open its context. */
export interface WorkerOptions {
  readonly workerUrl: string;
  readonly dataDirectory: string;
  readonly requestSecret: string;
}

export interface OpenWorker {
  readonly context: WorkerContext;
  readonly keys: OrganisationKeys;
  readonly subjects: SubjectKeys;
  /** Obeys what was decided to be erased: what is not confirmed yet, or all of it again. */
  readonly erase: (which: 'all' | 'unconfirmed') => Promise<void>;
  readonly origin: string;
  close(): Promise<void>;
}

/** Wires the worker's parts: ledger, key store, tape store and every room's projection. */
export async function openWorker(options: WorkerOptions): Promise<OpenWorker> {
  const pool = createWorkPool(options.workerUrl, 6);
  const keys = new OrganisationKeys(join(options.dataDirectory, 'keys'));
  const { origin } = await readCurrentLog(pool);
  const subjects = new SubjectKeys(options.dataDirectory);
  const ledger = new Ledger({ pool, origin, keys, requestSecret: options.requestSecret, subjects });
  const store = new TapeStore(join(options.dataDirectory, 'tapes'));
  const follow = (): Promise<bigint> => followLedger(pool, subjects, PROJECTIONS);
  const copy = { pool, subjects, projections: PROJECTIONS, store };
  const erase = (which: 'all' | 'unconfirmed'): Promise<void> => obeyTold(copy, { holder: HUB, ledger }, which);
  const context: WorkerContext = { pool, ledger, store, follow, now: () => new Date() };
  return {
    context, keys, subjects, origin, erase,
    async close() {
      await pool.end();
      subjects.close();
    },
  }; // prettier-ignore
}
