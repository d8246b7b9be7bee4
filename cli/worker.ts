import { resolve } from 'node:path';
import pg from 'pg';
import { readSecrets } from '@/lib/platform/server/data-directory';
import { today } from '@/lib/platform/server/clock';
import { openDoorbell } from '@/lib/platform/server/doorbell';
import { readEnv } from '@/lib/platform/server/env';
import { log } from '@/lib/platform/server/log';
import { runningDatabaseUrls } from '@/lib/platform/server/runtime';
import { missPayments } from '@/lib/servicing/server/miss-payments';
import { workTapes } from '@/lib/servicing/server/work-tapes';
import { openWorker } from './open-worker';

/** Any number will do, as long as every worker uses the same: one worker leads, others wait for its end. */
const LEADER_LOCK = 7_426_182;
const CALENDAR_MILLISECONDS = 60_000;

/** Follows the ledger into views, works tapes, and lets the calendar speak for directly fed loans. */
async function work(): Promise<void> {
  const dataDirectory = resolve(readEnv().HEARTHLINE_DATA_DIR);
  const { worker: workerUrl } = runningDatabaseUrls(dataDirectory);
  const lock = new pg.Client({ connectionString: workerUrl });
  lock.on('error', () => process.exit(1));
  await lock.connect();
  await lock.query(`select pg_advisory_lock(${String(LEADER_LOCK)})`);
  const { requestSecret } = readSecrets(dataDirectory);
  const worker = await openWorker({ workerUrl, dataDirectory, requestSecret });
  const { context } = worker;
  const ledgerBell = openDoorbell(workerUrl, 'hearthline_ledger', async () => {
    await context.follow();
  });
  const tapeBell = openDoorbell(workerUrl, 'hearthline_tape', () => workTapes(context));
  const calendar = setInterval(() => void missPayments(context, today()).catch(logFault), CALENDAR_MILLISECONDS);
  await Promise.all([ledgerBell.ready, tapeBell.ready]);
  process.send?.('ready');
  const stop = async (): Promise<void> => {
    clearInterval(calendar);
    await Promise.all([ledgerBell.close(), tapeBell.close()]);
    await worker.close();
    await lock.end();
    process.exit(0);
  };
  process.once('SIGTERM', () => void stop());
  process.once('SIGINT', () => void stop());
}

function logFault(error: unknown): void {
  log.error({ error }, 'The calendar could not speak and will be tried again');
}

work().catch((error: unknown) => {
  log.fatal({ error }, 'The worker could not start');
  process.exit(1);
});
