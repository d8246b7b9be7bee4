import { resolve } from 'node:path';
import pg from 'pg';
import { RECEIPTS } from '@/lib/ledger/domain/receipt';
import { PromiseWatch } from '@/lib/ledger/server/promise-watch';
import { Receipts } from '@/lib/ledger/server/receipts';
import { recordHeads } from '@/lib/ledger/server/record-heads';
import { VerifierKeyRecord } from '@/lib/ledger/server/record-verifier-keys';
import { readStandstill } from '@/lib/ledger/server/standstill';
import { sweepProposals } from '@/lib/ledger/server/sweep-proposals';
import { registerHub } from '@/lib/partners/server/join-network';
import { readSecrets } from '@/lib/platform/server/data-directory';
import { today } from '@/lib/platform/server/clock';
import { openDoorbell } from '@/lib/platform/server/doorbell';
import { readEnv } from '@/lib/platform/server/env';
import { log } from '@/lib/platform/server/log';
import { runningDatabaseUrls } from '@/lib/platform/server/runtime';
import type { WorkerContext } from '@/lib/servicing/server/worker-context';
import { missPayments } from '@/lib/servicing/server/miss-payments';
import { workTapes } from '@/lib/servicing/server/work-tapes';
import { LOCKS } from '@/lib/platform/server/locks';
import { byTheClock } from './by-the-clock';
import { openWorker } from './open-worker';

const CALENDAR_MILLISECONDS = 60_000;
const HEADS_MILLISECONDS = 2_000;
const ERASE_MILLISECONDS = 2_000;
const SWEEP_MILLISECONDS = 10_000;

/** Follows the ledger into views, works tapes, and lets the calendar speak for directly fed loans. */
async function work(): Promise<void> {
  const dataDirectory = resolve(readEnv().HEARTHLINE_DATA_DIR);
  const { worker: workerUrl } = runningDatabaseUrls(dataDirectory);
  const lock = new pg.Client({ connectionString: workerUrl });
  lock.on('error', () => process.exit(1));
  await lock.connect();
  await lock.query(`select pg_advisory_lock(${String(LOCKS.worker)})`);
  const { requestSecret } = readSecrets(dataDirectory);
  const worker = await openWorker({ workerUrl, dataDirectory, requestSecret });
  const { context } = worker;
  // The hub's key must be known before anything is signed with it.
  await unlessStill(context, () => registerHub(context.ledger, worker.keys));
  await context.follow();
  // A database that was restored may hold again what was erased: before anything is served, it goes.
  await worker.erase('all');
  // What processes that were killed have left on the desk is nobody's any more.
  await sweepProposals(context.pool);
  const ledgerBell = openDoorbell(workerUrl, 'hearthline_ledger', async () => {
    await context.follow();
  });
  const tapeBell = openDoorbell(workerUrl, 'hearthline_tape', () => unlessStill(context, () => workTapes(context)));
  const watch = new PromiseWatch(context.pool, new Receipts(worker.origin, () => worker.keys.findOrCreate(RECEIPTS)));
  const verifierKeys = new VerifierKeyRecord(context.pool, context.ledger);
  const clocks = [
    byTheClock(SWEEP_MILLISECONDS, () => sweepProposals(context.pool)),
    byTheClock(CALENDAR_MILLISECONDS, () => unlessStill(context, () => missPayments(context, today()))),
    // What was decided to be erased goes within seconds; where exposure is folded again for it, that takes as long as it takes.
    byTheClock(ERASE_MILLISECONDS, () => unlessStill(context, () => worker.erase('unconfirmed'))),
    byTheClock(HEADS_MILLISECONDS, () => unlessStill(context, () => recordOnce(context, watch, verifierKeys))),
  ];
  await Promise.all([ledgerBell.ready, tapeBell.ready]);
  process.send?.('ready');
  const stop = async (): Promise<void> => {
    clocks.forEach(clearInterval);
    await Promise.all([ledgerBell.close(), tapeBell.close()]);
    await worker.close();
    await lock.end();
    process.exit(0);
  };
  process.once('SIGTERM', () => void stop());
  process.once('SIGINT', () => void stop());
}

/** At a standstill nothing can be appended; it is told by the alarm, not by an error every few seconds. */
async function unlessStill({ pool }: WorkerContext, work: () => Promise<unknown>): Promise<void> {
  if ((await readStandstill(pool)) === undefined) await work();
}

/** A checkpoint can be signed every few seconds while there is news; that one is in time is looked after as often. */
async function recordOnce(
  { pool, ledger, now }: WorkerContext,
  watch: PromiseWatch,
  verifierKeys: VerifierKeyRecord,
): Promise<void> {
  await verifierKeys.record(now()).catch(logFault);
  await recordHeads(pool, ledger, now()).catch(logFault);
  await watch.look(now());
}

function logFault(error: unknown): void {
  log.error({ error }, 'Something the worker does by the clock failed and will be tried again');
}

work().catch((error: unknown) => {
  log.fatal({ error }, 'The worker could not start');
  process.exit(1);
});
