import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import pg from 'pg';
import type { Env } from '@/lib/platform/server/env';
import { startPostgres, type RunningPostgres } from '@/lib/platform/server/postgres';
import { say, Stop } from './say';

/** The Postgres that DATABASE_URL names, or our own in the data directory. */
export async function openPostgres(env: Env, dataDirectory: string): Promise<RunningPostgres> {
  if (env.DATABASE_URL === undefined) {
    refuseSecondStart(dataDirectory);
    refuseUnreachable([dataDirectory, resolve('node_modules')]);
    say('Starting Postgres…');
    return startPostgres(dataDirectory);
  }
  const client = new pg.Client({ connectionString: env.DATABASE_URL, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    await client.end();
  } catch (error) {
    throw new Stop(`The Postgres that DATABASE_URL names does not answer (${(error as Error).message}). Nothing was started.`);
  }
  return { ownerUrl: env.DATABASE_URL, stop: () => Promise.resolve() };
}

/** Postgres refuses to be root: started by root it runs as a user of its own, which must be able to pass to its programs and its data. */
function refuseUnreachable(directories: readonly string[]): void {
  if (process.getuid?.() !== 0) return;
  for (let directory of directories) {
    for (; directory !== dirname(directory); directory = dirname(directory)) {
      if ((statSync(directory).mode & 0o001) !== 0) continue;
      throw new Stop(
        `Started by root, Postgres runs as a user of its own, and ${directory} lets no other user pass. Nothing was started. Start Hearthline as an ordinary user, or allow passing with: chmod o+x ${directory}`,
      );
    }
  }
}

/** Two servers on one cluster would ruin it; Postgres leaves its process id where it runs. */
function refuseSecondStart(dataDirectory: string): void {
  const file = join(dataDirectory, 'postgres', 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (!isAlive(pid)) return;
  throw new Stop(
    `Hearthline already runs on ${dataDirectory} (Postgres is process ${String(pid)}). Nothing was started. Stop it, or set HEARTHLINE_DATA_DIR to another directory.`,
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8').includes('postgres');
  } catch (error) {
    // Where there is no /proc, a process that answers is taken for ours.
    return (error as NodeJS.ErrnoException).code === 'ENOENT' && !existsSync('/proc/self');
  }
}
