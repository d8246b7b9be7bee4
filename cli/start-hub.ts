import { writeFileSync } from 'node:fs';
import { readCopyFile } from '@/lib/ledger/server/copy-file';
import { writePolicy } from '@/lib/partners/server/write-policy';
import { createWorkPool } from '@/lib/platform/server/database';
import type { Env } from '@/lib/platform/server/env';
import { assertSafeRole, openRoles } from '@/lib/platform/server/roles';
import { runningFile } from '@/lib/platform/server/runtime';
import { findRollback } from './find-rollback';
import { foundLedger } from './found-ledger';
import { prepareValues } from './prepare-values';
import { startPart } from './processes';
import { say, Stop } from './say';
import { seedDemo } from './seed-demo';
import { startWitnesses } from './start-witnesses';
import { endTogether, type Started } from './started';
import { migrateTo, pageEnvironment, type Starting } from './starting';

/** The processes of a hub, in the order in which they start. */
const PARTS = [
  ['signer', 'cli/signer.ts'],
  ['worker', 'cli/worker.ts'],
  ['worker', 'cli/scrub.ts'],
  ['web', 'server.ts'],
] as const;

/** Starts a hub, or the part of it that its role names, once its database and its pages are ready. */
export async function startHub(started: Started, what: Starting): Promise<void> {
  await prepareDatabase(what);
  await what.building;
  await startParts(started, what);
}

async function prepareDatabase({ env, ownerUrl, dataDirectory, secrets }: Starting): Promise<void> {
  if (readCopyFile(dataDirectory) !== undefined)
    throw new Stop(`${dataDirectory} holds a copy of a hub. Nothing was started. Start it with --role follower.`);
  await migrateTo(ownerUrl);
  const { appPassword: app, workerPassword: worker, signerPassword: signer } = secrets;
  const urls = await openRoles(ownerUrl, { app, worker, signer });
  await assertSafeRole(urls.app);
  await foundLedger(ownerUrl);
  const pool = createWorkPool(ownerUrl, 1);
  await writePolicy(pool)
    .then(() => prepareValues(pool, dataDirectory))
    .finally(() => pool.end());
  writeFileSync(runningFile(dataDirectory), JSON.stringify({ owner: ownerUrl, ...urls, port: env.PORT }), { mode: 0o600 });
  const { standstill, restored } = await findRollback(ownerUrl, dataDirectory);
  if (standstill === 'BEHIND')
    say(
      'This database lacks entries that were signed before. Nothing is appended: see “When it is behind” in docs/operations.md.',
    );
  if (wantsDemo(env) && standstill === undefined && !restored)
    await seedDemo({ workerUrl: urls.worker, ownerUrl, dataDirectory, requestSecret: secrets.requestSecret });
}

function wantsDemo(env: Env): boolean {
  return env.HEARTHLINE_DEMO === undefined ? env.DATABASE_URL === undefined : env.HEARTHLINE_DEMO === '1';
}

async function startParts(started: Started, what: Starting): Promise<void> {
  // The demo network's partners witness the log from its first checkpoint on.
  if (wantsDemo(what.env) && (what.role === 'all' || what.role === 'signer'))
    started.parts.push(...(await startWitnesses(what.dataDirectory)));
  const witnesses = started.parts.length;
  for (const [role, entry] of PARTS)
    if (what.role === 'all' || what.role === role) started.parts.push(await startPart(entry, pageEnvironment(what)));
  // A witness is not the hub's: it may end without it.
  endTogether(started, witnesses);
}
