import { statfsSync } from 'node:fs';
import { resolve } from 'node:path';
import { openDataDirectory } from '@/lib/platform/server/data-directory';
import { publicUrl, readEnv, type Env } from '@/lib/platform/server/env';
import { buildWeb } from './build-web';
import { openPostgres } from './open-postgres';
import { readArgs } from './read-args';
import { requireFreePort } from './require-free-port';
import { lineFor, say, Stop } from './say';
import { startFollower } from './start-follower';
import { startHub } from './start-hub';
import { stopAll, type Started } from './started';
import { ROLES, type Role } from './starting';

const LEAST_FREE_BYTES = 300_000_000;

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
  const what = { env, role, secrets, dataDirectory, ownerUrl: started.postgres.ownerUrl, building };
  if (role !== 'follower' && flags.sign === true)
    throw new Stop('--sign is for a follower: a hub signs with the keys that it holds by itself. Nothing was started.', 2);
  if (role === 'follower') await startFollower(started, what, { key: env.HEARTHLINE_API_KEY, ...flags });
  else await startHub(started, what);
  tellWhere(env, role, dataDirectory);
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

const started: Started = { parts: [] };
// The Postgres package would stop the database at once on a signal, under the feet of those who still use it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'beforeExit', 'message']) process.removeAllListeners(signal);
process.on('SIGINT', () => void stopAll(started, 0, 'Stopping…'));
process.on('SIGTERM', () => void stopAll(started, 0, 'Stopping…'));
// The starter that a person's terminal holds is gone: so are we.
process.on('disconnect', () => void stopAll(started, 0, 'Stopping…'));
start(started).catch((error: unknown) => stopAll(started, error instanceof Stop ? error.exitCode : 1, lineFor(error)));
