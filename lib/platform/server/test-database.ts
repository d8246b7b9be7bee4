import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** A database of one test file, made from the migrated template, with URLs of its roles. */
export interface TestDatabase {
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly workerUrl: string;
  readonly signerUrl: string;
  readonly followerUrl: string;
  drop(): Promise<void>;
}

/** Makes a fresh database from the template the owner URL names. */
export async function createTestDatabase(templateUrl: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const template = new URL(templateUrl).pathname.slice(1);
  const run = async (sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: at(templateUrl, 'postgres') });
    await client.connect();
    await client.query(sql);
    await client.end();
  };
  await run(`create database ${name} template ${template}`);
  const ownerUrl = at(templateUrl, name);
  return {
    ownerUrl,
    appUrl: as(ownerUrl, 'hearthline_app', 'app-test'),
    workerUrl: as(ownerUrl, 'hearthline_worker', 'worker-test'),
    signerUrl: as(ownerUrl, 'hearthline_signer', 'signer-test'),
    followerUrl: as(ownerUrl, 'hearthline_follower', 'follower-test'),
    drop: () => run(`drop database ${name} with (force)`),
  };
}

function at(url: string, database: string): string {
  const next = new URL(url);
  next.pathname = `/${database}`;
  return next.toString();
}

function as(url: string, user: string, password: string): string {
  const next = new URL(url);
  next.username = user;
  next.password = password;
  return next.toString();
}
