import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { hashPassword } from '@/lib/partners/server/sign-in';
import { newApiKey, tokenHash } from '@/lib/partners/server/tokens';
import { DEMO_ORGANISATIONS, DEMO_PEOPLE, type DemoPerson } from './demo-people';

/** A demo login with its secrets: kept in one 0600 file in the data directory, and nowhere else. */
export interface DemoAccount extends DemoPerson {
  readonly organisationName: string;
  readonly password: string;
  readonly apiKey: string;
}

const FILE = 'demo-accounts.json';
const KEY_YEARS = 1;

/** The demo accounts of a data directory, or undefined when it has none. */
export function readDemoAccounts(dataDirectory: string): DemoAccount[] | undefined {
  const path = join(dataDirectory, FILE);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as DemoAccount[]) : undefined;
}

/** Makes the accounts and writes their file. Made again, they get new secrets. */
export async function makeDemoAccounts(pool: Pool, dataDirectory: string): Promise<void> {
  const accounts = DEMO_PEOPLE.map((person): DemoAccount => {
    const organisationName = DEMO_ORGANISATIONS.find((each) => each.id === person.organisation)?.name ?? person.organisation;
    return { ...person, organisationName, password: randomBytes(12).toString('base64url'), apiKey: newApiKey() };
  });
  for (const account of accounts) await storeAccount(pool, account);
  writeFileSync(join(dataDirectory, FILE), JSON.stringify(accounts, null, 2), { mode: 0o600 });
}

async function storeAccount(pool: Pool, account: DemoAccount): Promise<void> {
  await pool.query(
    `insert into partners.person values ($1, $2, $3, $4, $5)
     on conflict (email) do update set password_hash = excluded.password_hash`,
    [randomUUID(), account.organisation, account.email, account.name, await hashPassword(account.password)],
  );
  await pool.query(
    `insert into partners.api_key (key_hash, organisation, expires_at) values ($1, $2, now() + make_interval(years => $3))`,
    [tokenHash(account.apiKey), account.organisation, KEY_YEARS],
  );
}
