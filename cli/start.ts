import { createServer } from 'node:net';
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
import { findRollback } from './find-rollback';
import { foundLedger } from './found-ledger';
import { openPostgres } from './open-postgres';
import { prepareValues } from './prepare-values';
import { startPart, type Part } from './processes';
import { lineFor, say, Stop } from './say';
import { seedDemo } from './seed-demo';
import { startWitnesses } from './start-witnesses';

const LEAST_FREE_BYTES = 300_000_000;
const ROLES = ['all', 'web', 'worker', 'signer'] as const;
type Role = (typeof ROLES)[number];

/** The product's processes, in the order in which they start. */
const PARTS = [
  ['signer', 'cli/signer.ts'],
  ['worker', 'cli/worker.ts'],
  ['web', 'server.ts'],
] as const;

interface Started {
  postgres?: RunningPostgres;
  parts: Part[];
  dataDirectory?: string;
}

/** `npm start`: brings everything up in order, says where to go, and takes it down in reverse. */
async function start(started: Started): Promise<void> {
  const env = readEnv();
  const role = roleOf(process.argv.slice(2));
  const dataDirectory = resolve(env.HEARTHLINE_DATA_DIR);
  const secrets = openDataDirectory(dataDirectory);
  const { bavail, bsize } = statfsSync(dataDirectory);
  if (bavail * bsize < LEAST_FREE_BYTES)
    throw new Stop('The disk is nearly full (less than 300 MB are free). Nothing was started. Free some space and start again.');
  const servesPages = role === 'all' || role === 'web';
  if (servesPages) await requireFreePort(env);
  const building = servesPages ? buildWeb() : Promise.resolve();
  building.catch(() => undefined);
  started.postgres = await openPostgres(env, dataDirectory);
  started.dataDirectory = dataDirectory;
  await prepareDatabase({ env, ownerUrl: started.postgres.ownerUrl, dataDirectory, secrets });
  await building;
  await startParts(started, { env, role, secrets, dataDirectory });
  tellWhere(env, role, dataDirectory);
}

async function prepareDatabase(where: { env: Env; ownerUrl: string; dataDirectory: string; secrets: Secrets }): Promise<void> {
  const { env, ownerUrl, dataDirectory, secrets } = where;
  const applied = await migrate(ownerUrl);
  if (applied.length > 0) say(`Migrated the database (${String(applied.length)} step${applied.length === 1 ? '' : 's'}).`);
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

async function startParts(
  started: Started,
  what: { env: Env; role: Role; secrets: Secrets; dataDirectory: string },
): Promise<void> {
  // The demo network's partners witness the log from its first checkpoint on.
  if (wantsDemo(what.env) && (what.role === 'all' || what.role === 'signer'))
    started.parts.push(...(await startWitnesses(what.dataDirectory)));
  const witnesses = started.parts.length;
  const shared = { NODE_ENV: 'production', NEXTAUTH_URL: publicUrl(what.env), NEXTAUTH_SECRET: what.secrets.sessionSecret };
  for (const [role, entry] of PARTS)
    if (what.role === 'all' || what.role === role) started.parts.push(await startPart(entry, shared));
  // A witness is not the hub's: it may end without it.
  for (const part of started.parts.slice(witnesses))
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
  say('Sign in by choosing a person on the first page, or with an account from: npm run -s hearthline -- demo accounts');
  say(`Data is kept in ${dataDirectory}. Ctrl-C stops everything.`);
}

function requireFreePort(env: Env): Promise<void> {
  return new Promise((resolvePort, reject) => {
    const probe = createServer();
    probe.once('error', () => {
      reject(new Stop(`Port ${String(env.PORT)} is taken. Nothing was started. Set PORT to a free one, for example: PORT=${String(env.PORT + 1)} npm start`));
    });
    probe.listen(env.PORT, env.HOST, () => probe.close(() => {
      resolvePort();
    }));
  }); // prettier-ignore
}

function roleOf(args: readonly string[]): Role {
  const at = args.indexOf('--role');
  const role = at < 0 ? 'all' : args[at + 1];
  const known = ROLES.find((each) => each === role);
  if (known === undefined)
    throw new Stop(
      `There is no role “${String(role)}”. Nothing was started. Use --role web, worker or signer, or none for all.`,
      2,
    );
  return known;
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
