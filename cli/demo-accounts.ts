import { randomBytes, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { Pool } from 'pg';
import { demoAccountsFile, type DemoAccount } from '@/lib/partners/server/demo-accounts';
import { hashPassword } from '@/lib/partners/server/sign-in';
import { newApiKey, tokenHash } from '@/lib/partners/server/tokens';
import { DEMO_ORGANISATIONS, DEMO_PEOPLE } from './demo-people';

const KEY_YEARS = 1;

/** Makes the accounts and writes their file. Made again, they get new secrets. */
export async function makeDemoAccounts(pool: Pool, dataDirectory: string): Promise<void> {
  const accounts = DEMO_PEOPLE.map((person): DemoAccount => {
    const organisationName = DEMO_ORGANISATIONS.find((each) => each.id === person.organisation)?.name ?? person.organisation;
    return { ...person, organisationName, password: randomBytes(12).toString('base64url'), apiKey: newApiKey() };
  });
  for (const account of accounts) await storeAccount(pool, account);
  writeFileSync(demoAccountsFile(dataDirectory), JSON.stringify(accounts, null, 2), { mode: 0o600 });
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
