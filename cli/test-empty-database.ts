import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** A database with nothing in it, in the tests' cluster: what a restore finds on a new machine. */
export interface EmptyDatabase {
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly workerUrl: string;
  readonly signerUrl: string;
  drop(): Promise<void>;
}

/** Makes it beside the template that the owner URL names. */
export async function openEmptyDatabase(templateUrl: string): Promise<EmptyDatabase> {
  const name = `empty_${randomBytes(6).toString('hex')}`;
  await run(templateUrl, `create database ${name}`);
  const as = (user?: string, password?: string): string => {
    const url = new URL(templateUrl);
    url.pathname = name;
    if (user !== undefined) Object.assign(url, { username: user, password });
    return url.toString();
  };
  return {
    ownerUrl: as(),
    appUrl: as('hearthline_app', 'app-test'),
    workerUrl: as('hearthline_worker', 'worker-test'),
    signerUrl: as('hearthline_signer', 'signer-test'),
    drop: () => run(templateUrl, `drop database ${name} with (force)`),
  };
}

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: Object.assign(new URL(url), { pathname: 'postgres' }).toString() });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}
