import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EndsWatch } from '@/lib/ledger/server/ends-watch';
import { Intake, IntakeFault } from '@/lib/ledger/server/intake';
import { HubRefusal, openHub } from '@/lib/ledger/server/intake-source';
import { SubjectKeys } from '@/lib/ledger/server/subject-keys';
import { createWorkPool } from '@/lib/platform/server/database';
import { readEnv } from '@/lib/platform/server/env';
import { log } from '@/lib/platform/server/log';
import { runningDatabaseUrls } from '@/lib/platform/server/runtime';
import { readCopyFile } from '@/lib/ledger/server/copy-file';
import { takeIn } from './take-in';
import { watchHub } from './watch-hub';

/** How long the hub may keep us waiting for news. */
const NEWS_MILLISECONDS = 10_000;
const SHORTEST_MILLISECONDS = 250;
const LONGEST_MILLISECONDS = 10_000;

/** Follows a hub: takes in what it shares with our organisation, keeps trying while it is away, and catches up when it is back. */
async function follow(): Promise<void> {
  const dataDirectory = resolve(readEnv().HEARTHLINE_DATA_DIR);
  const { follower: followerUrl, worker: workerUrl } = runningDatabaseUrls(dataDirectory);
  const file = readCopyFile(dataDirectory);
  if (followerUrl === undefined || file === undefined) throw new Error('This data directory holds no copy');
  const [follower, worker] = [createWorkPool(followerUrl, 3), createWorkPool(workerUrl, 2)];
  const source = openHub(file.hub, file.key);
  const subjects = new SubjectKeys(dataDirectory);
  const obeyed = new Set<string>();
  const confirm = (digest: string, outcome: object): Promise<void> => tellObeyed(source, digest, outcome);
  const [intake, ends] = [new Intake(follower, subjects, source), new EndsWatch(follower, source)];
  process.send?.('ready');
  for (const event of ['SIGTERM', 'SIGINT']) process.once(event, () => process.exit(0));
  void watchHub(follower, source);
  for (let rest = SHORTEST_MILLISECONDS; ;) {
    try {
      const came = await takeIn({ intake, worker, subjects, obeyed, confirm }, NEWS_MILLISECONDS);
      await ends.look();
      rest = SHORTEST_MILLISECONDS;
      if (!came) await pause(rest);
    } catch (error) {
      await tellLost(follower, error).catch(() => undefined);
      await pause(rest);
      rest = Math.min(rest * 2, LONGEST_MILLISECONDS);
    }
  }
}

/** A hub that does not take it (another copy of ours has said otherwise, or we may not) is no reason to stop following. */
async function tellObeyed(source: ReturnType<typeof openHub>, digest: string, outcome: object): Promise<void> {
  await source.tell(`/api/v1/erasures/${digest}/confirmations`, outcome).catch((error: unknown) => {
    if (!(error instanceof HubRefusal)) throw error;
    log.warn({ status: error.status, digest }, 'The hub did not take the word that this copy obeyed an erasure');
  });
}

/** Says on every page since when nothing comes any more. What is refused is no silence: it says so itself. */
async function tellLost(follower: ReturnType<typeof createWorkPool>, error: unknown): Promise<void> {
  const told = { reason: (error as Error).message };
  if (error instanceof IntakeFault) {
    log.error(told, 'What the hub sends does not hold. Nothing is taken in; it is asked again');
    return;
  }
  const why = error instanceof HubRefusal ? 'refused' : 'unreachable';
  const { rowCount } = await follower.query(
    `update ledger.intake set lost_at = clock_timestamp(), lost_why = $1 where lost_why is distinct from $1`,
    [why],
  );
  if (rowCount === 1) log.warn({ ...told, why }, 'The hub cannot be followed. It is asked again; this is said once');
}

follow().catch((error: unknown) => {
  log.fatal({ error }, 'The follower could not start');
  process.exit(1);
});
