import { constants, setPriority } from 'node:os';
import { resolve } from 'node:path';
import pg from 'pg';
import { Scrub } from '@/lib/ledger/server/scrub';
import { SubjectKeys } from '@/lib/ledger/server/subject-keys';
import { createWorkPool } from '@/lib/platform/server/database';
import { readEnv } from '@/lib/platform/server/env';
import { log } from '@/lib/platform/server/log';
import { runningDatabaseUrls } from '@/lib/platform/server/runtime';
import { LOCKS } from '@/lib/platform/server/locks';
import { ALL_FACTS } from './all-facts';
import { byTheClock } from './by-the-clock';

const LOOK_MILLISECONDS = 1_000;

/** Re-reads the record, as a process of its own and of low priority: recomputing a large commit would hold up whoever works beside it. */
async function scrub(): Promise<void> {
  setPriority(constants.priority.PRIORITY_LOW);
  const dataDirectory = resolve(readEnv().HEARTHLINE_DATA_DIR);
  const { worker: url } = runningDatabaseUrls(dataDirectory);
  const lock = new pg.Client({ connectionString: url });
  lock.on('error', () => process.exit(1));
  await lock.connect();
  const pool = createWorkPool(url, 2);
  const reading = new Scrub({ pool, subjects: new SubjectKeys(dataDirectory), definitions: ALL_FACTS });
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => process.exit(0));
  process.send?.('ready');
  await lock.query(`select pg_advisory_lock(${String(LOCKS.scrub)})`);
  byTheClock(LOOK_MILLISECONDS, () => reading.look());
}

scrub().catch((error: unknown) => {
  log.fatal({ error }, 'The scrub could not start');
  process.exit(1);
});
