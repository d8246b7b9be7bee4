import { statfsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { writePolicy } from '@/lib/partners/server/write-policy';
import { createWorkPool } from '@/lib/platform/server/database';
import { openDataDirectory, type Secrets } from '@/lib/platform/server/data-directory';
import { publicUrl, readEnv, type Env } from '@/lib/platform/server/env';
import { migrate } from '@/lib/platform/server/migrate';
import type { RunningPostgres } from '@/lib/platform/server/postgres';
import { assertSafeRole, openRoles } from '@/lib/platform/server/roles';
import { runningFile } from '@/lib/platform/server/runtime';
import { buildWeb } from './build-web';
import { readCopyFile } from '@/lib/ledger/server/copy-file';
import { findRollback } from './find-rollback';
import { foundLedger } from './found-ledger';
import { openPostgres } from './open-postgres';
import { prepareValues } from './prepare-values';
import { startPart, type Part } from './processes';
import { readArgs } from './read-args';
import { requireFreePort } from './require-free-port';
import { lineFor, say, Stop } from './say';
import { seedDemo } from './seed-demo';
import { prepareCopy, settleHub, startWitness, type HubFlags } from './start-copy';
import { startWitnesses } from './start-witnesses';

const LEAST_FREE_BYTES = 300_000_000;
const ROLES = ['all', 'web', 'worker', 'signer', 'follower'] as const;
type Role = (typeof ROLES)[number];

const FLAGS = {
  role: { type: 'string', default: 'all' },
  hub: { type: 'string' },
  key: { type: 'string' },
  'key-file': { type: 'string' },
  witness: { type: 'string' },
  invitation: { type: 'string' },
  sign: { type: 'boolean' },
} as const;

const USAGE = `Usage: npm start -- [--role web|worker|signer]
       npm start -- --role follower --hub URL --key-file FILE [--invitation FILE] [--witness HOST:PORT] [--sign]
Without a role everything runs. A follower is a partner's own node: it keeps a copy of what a hub shares with its organisation.
  --hub       where the hub is; with the key it is remembered
  --key-file  a file with an API key of your organisation there; --key KEY or HEARTHLINE_API_KEY do too, but show in process lists
  --invitation  the hub's invitation: where it is, and by which log and witnesses to go; without one the hub is believed once
  --witness   where the copy's witness listens; a free port of this machine unless said otherwise
  --sign      hold your organisation's signing key here (in own-key/) and sign with it; with --invitation it is taken first`;

/** The processes of a hub, and those of a copy, in the order in which they start. */
const PARTS = [
  ['signer', 'cli/signer.ts'],
  ['worker', 'cli/worker.ts'],
  ['worker', 'cli/scrub.ts'],
  ['web', 'server.ts'],
] as const;
const COPY_PARTS = ['cli/follower.ts', 'server.ts'] as const;

interface Started {
  postgres?: RunningPostgres;
  parts: Part[];
  dataDirectory?: string;
}

/** `npm start`: brings everything up in order, says where to go, and takes it down in reverse. */
async function start(started: Started): Promise<void> {
  const env = readEnv();
  const { values: flags, positionals } = readArgs(process.argv.slice(2), FLAGS, USAGE);
  // Where a flag was meant, a hub would start instead of a copy.
  if (positionals.length > 0) throw new Stop(`${positionals.join(' ')} was not understood. Nothing was started.\n${USAGE}`, 2);
  const role = roleOf(flags.role);
  const dataDirectory = resolve(env.HEARTHLINE_DATA_DIR);
  const secrets = openDataDirectory(dataDirectory);
  const { bavail, bsize } = statfsSync(dataDirectory);
  if (bavail * bsize < LEAST_FREE_BYTES)
    throw new Stop('The disk is nearly full (less than 300 MB are free). Nothing was started. Free some space and start again.');
  const servesPages = role === 'all' || role === 'web' || role === 'follower';
  if (servesPages) await requireFreePort(env);
  const building = servesPages ? buildWeb() : Promise.resolve();
  building.catch(() => undefined);
  started.postgres = await openPostgres(env, dataDirectory);
  started.dataDirectory = dataDirectory;
  const what = { env, role, secrets, dataDirectory, ownerUrl: started.postgres.ownerUrl, building };
  if (role !== 'follower' && flags.sign === true)
    throw new Stop('--sign is for a follower: a hub signs with the keys that it holds by itself. Nothing was started.', 2);
  if (role === 'follower') await startCopy(started, what, { key: env.HEARTHLINE_API_KEY, ...flags });
  else await startHub(started, what);
  tellWhere(env, role, dataDirectory);
}

interface Starting {
  readonly env: Env;
  readonly role: Role;
  readonly secrets: Secrets;
  readonly dataDirectory: string;
  readonly ownerUrl: string;
  readonly building: Promise<void>;
}

async function startHub(started: Started, what: Starting): Promise<void> {
  await prepareDatabase(what);
  await what.building;
  await startParts(started, what);
}

/** A copy has no signer and no worker's work: one process takes in what comes, one serves it, and one witnesses the log. */
async function startCopy(started: Started, what: Starting, flags: HubFlags): Promise<void> {
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
  for (const entry of COPY_PARTS) started.parts.push(await startPart(entry, pageEnvironment(what)));
  const invited = flags.invitation === undefined ? [] : ['--invitation', flags.invitation];
  if (flags.sign === true) started.parts.push(await startPart('cli/copy-signer.ts', {}, invited));
  // Its witness is a process of its own, which may end without it.
  endTogether(started, 1);
}

async function migrateTo(ownerUrl: string): Promise<void> {
  const applied = await migrate(ownerUrl);
  if (applied.length > 0) say(`Migrated the database (${String(applied.length)} step${applied.length === 1 ? '' : 's'}).`);
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

function pageEnvironment({ env, secrets }: Starting): Record<string, string> {
  return { NODE_ENV: 'production', NEXTAUTH_URL: publicUrl(env), NEXTAUTH_SECRET: secrets.sessionSecret };
}

/** A product of which a part is missing is none. */
function endTogether(started: Started, from: number): void {
  for (const part of started.parts.slice(from))
    part.child.once('exit', (code) => {
      void stopAll(started, code ?? 1, 'A part of the product ended by itself; the rest was stopped with it.');
    });
}

function tellWhere(env: Env, role: Role, dataDirectory: string): void {
  if (role === 'worker' || role === 'signer') {
    say(`The ${role} runs. Ctrl-C stops it.`);
    return;
  }
  say(`\nHearthline is ready: ${publicUrl(env)}`);
  if (role === 'follower') say(`Sign in with the account in ${dataDirectory}/operator.json. Nothing can be changed here.`);
  else say('Sign in by choosing a person on the first page, or with an account from: npm run -s hearthline -- demo accounts');
  say(`Data is kept in ${dataDirectory}. Ctrl-C stops everything.`);
}

function roleOf(role: string): Role {
  const known = ROLES.find((each) => each === role);
  if (known !== undefined) return known;
  throw new Stop(
    `There is no role “${role}”. Nothing was started. Use --role web, worker, signer or follower, or none for all.`,
    2,
  );
}

let stopping: Promise<void> | undefined;

function stopAll(started: Started, code: number, why: string): Promise<void> {
  stopping ??= (async () => {
    say(why);
    for (const part of [...started.parts].reverse()) await part.stop();
    await started.postgres?.stop();
    process.exit(code);
  })();
  return stopping;
}

const started: Started = { parts: [] };
// The Postgres package would stop the database at once on a signal, under the feet of those who still use it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'beforeExit', 'message']) process.removeAllListeners(signal);
process.on('SIGINT', () => void stopAll(started, 0, 'Stopping…'));
process.on('SIGTERM', () => void stopAll(started, 0, 'Stopping…'));
// The starter that a person's terminal holds is gone: so are we.
process.on('disconnect', () => void stopAll(started, 0, 'Stopping…'));
start(started).catch((error: unknown) => stopAll(started, error instanceof Stop ? error.exitCode : 1, lineFor(error)));
