import { writeFileSync } from 'node:fs';
import { writePolicy } from '@/lib/partners/server/write-policy';
import { createWorkPool } from '@/lib/platform/server/database';
import { assertSafeRole, openRoles } from '@/lib/platform/server/roles';
import { runningFile } from '@/lib/platform/server/runtime';
import { prepareValues } from './prepare-values';
import { startPart } from './processes';
import { prepareCopy, settleHub, startWitness, type HubFlags } from './start-copy';
import { endTogether, type Started } from './started';
import { migrateTo, pageEnvironment, type Starting } from './starting';

/** The processes of a copy, in the order in which they start. */
const PARTS = ['cli/follower.ts', 'server.ts'] as const;

/** A copy has no signer and no worker's work: one process takes in what comes, one serves it, and one witnesses the log. */
export async function startFollower(started: Started, what: Starting, flags: HubFlags): Promise<void> {
  const { env, ownerUrl, dataDirectory, secrets } = what;
  const file = await settleHub(dataDirectory, flags);
  await migrateTo(ownerUrl);
  const { appPassword: app, workerPassword: worker, followerPassword: follower } = secrets;
  const urls = await openRoles(ownerUrl, { app, worker, follower });
  await assertSafeRole(urls.app);
  const owner = createWorkPool(ownerUrl, 1);
  try {
    await writePolicy(owner);
    await prepareValues(owner, dataDirectory);
    await prepareCopy(owner, file, { dataDirectory, invitation: flags.invitation });
    const running = { owner: ownerUrl, ...urls, follows: file.hub, port: env.PORT };
    writeFileSync(runningFile(dataDirectory), JSON.stringify(running), { mode: 0o600 });
    await what.building;
    started.parts.push(await startWitness(owner, file, dataDirectory));
  } finally {
    await owner.end();
  }
  for (const entry of PARTS) started.parts.push(await startPart(entry, pageEnvironment(what)));
  const invited = flags.invitation === undefined ? [] : ['--invitation', flags.invitation];
  if (flags.sign === true) started.parts.push(await startPart('cli/copy-signer.ts', {}, invited));
  // Its witness is a process of its own, which may end without it.
  endTogether(started, 1);
}
