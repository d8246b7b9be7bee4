import { join, resolve } from 'node:path';
import { readFileSync } from 'node:fs';
import type { Pool } from 'pg';
import { createDatabase, createPool, type Database } from './database';
import { readSecrets, type Secrets } from './data-directory';
import { readEnv, type Env } from './env';
import type { RoleUrls } from './roles';

/** What a running process shares: environment, secrets, and connections as the least-privileged role. */
export interface Runtime {
  readonly env: Env;
  readonly dataDirectory: string;
  readonly secrets: Secrets;
  readonly databaseUrl: string;
  /** The hub that this node keeps a copy of, and nothing is changed here; absent on a hub. */
  readonly follows: string | undefined;
  readonly pool: Pool;
  readonly database: Database;
}

let current: Runtime | undefined;

/** The process's one runtime, opened on first use. Next's bundle and plain Node each have their own. */
export function runtime(): Runtime {
  current ??= open();
  return current;
}

function open(): Runtime {
  const env = readEnv();
  const dataDirectory = resolve(env.HEARTHLINE_DATA_DIR);
  const secrets = readSecrets(dataDirectory);
  const { app: databaseUrl, follows } = runningDatabaseUrls(dataDirectory);
  return {
    env,
    dataDirectory,
    secrets,
    databaseUrl,
    follows,
    pool: createPool(databaseUrl),
    database: createDatabase(databaseUrl),
  };
}

/** Where the product that was started on this data directory reaches Postgres: written by the start command, mode 0600. */
export interface RunningDatabaseUrls extends Omit<RoleUrls, 'signer'> {
  readonly owner: string;
  /** Absent in a copy, which signs nothing. */
  readonly signer?: string;
  /** Whom a copy follows, and the role that takes in what comes from there. */
  readonly follower?: string;
  readonly follows?: string;
}

const FILE = 'running.json';

/** Reads the URLs; throws when the product has never been started on this directory. */
export function runningDatabaseUrls(dataDirectory: string): RunningDatabaseUrls {
  return JSON.parse(readFileSync(join(dataDirectory, FILE), 'utf8')) as RunningDatabaseUrls;
}

/** The file's path, for the start command that writes it. */
export function runningFile(dataDirectory: string): string {
  return join(dataDirectory, FILE);
}
