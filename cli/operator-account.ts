import { randomBytes, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { hashPassword } from '@/lib/partners/server/sign-in';
import { newApiKey, tokenHash } from '@/lib/partners/server/tokens';
import { say } from './say';

const KEY_YEARS = 1;

/**
 * Makes the account with which a copy is looked at, and an API key: accounts are not facts, so none comes from the hub. Its secrets are
 * told once and kept in a 0600 file.
 */
export async function makeOperator(
  owner: Pool,
  dataDirectory: string,
  { organisation, organisationName }: { organisation: string; organisationName: string },
): Promise<void> {
  const account = {
    organisation,
    email: `operator@${organisation}.example`,
    password: randomBytes(12).toString('base64url'),
    apiKey: newApiKey(),
  };
  await owner.query('insert into partners.person values ($1, $2, $3, $4, $5) on conflict do nothing', [
    randomUUID(),
    organisation,
    account.email,
    `${organisationName}, operator`,
    await hashPassword(account.password),
  ]);
  await owner.query(
    'insert into partners.api_key (key_hash, organisation, expires_at) values ($1, $2, now() + make_interval(years => $3))',
    [tokenHash(account.apiKey), organisation, KEY_YEARS],
  );
  const path = join(dataDirectory, 'operator.json');
  writeFileSync(path, JSON.stringify(account, null, 2), { mode: 0o600 });
  say(`Sign in here as ${account.email} with the password ${account.password} (kept in ${path}).`);
}
