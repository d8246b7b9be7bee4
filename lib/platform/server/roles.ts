import pg from 'pg';

/** The least-privileged roles that the product's processes run as. */
type RoleName = 'app' | 'worker' | 'signer' | 'follower';

/** A URL for each role of a hub, on the owner's server and database. */
export type RoleUrls = Readonly<Record<'app' | 'worker' | 'signer', string>>;

/** Lets least-privileged roles sign in with this installation's passwords, and answers their URLs. */
export async function openRoles<Name extends RoleName>(
  ownerUrl: string,
  passwords: Readonly<Record<Name, string>>,
): Promise<Record<Name, string>> {
  const roles = Object.entries<string>(passwords);
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    for (const [role, password] of roles) await setPassword(client, `hearthline_${role}`, password);
  } finally {
    await client.end();
  }
  const urls = roles.map(([role, password]) => [role, urlAs(ownerUrl, `hearthline_${role}`, password)] as const);
  return Object.fromEntries(urls) as Record<Name, string>;
}

async function setPassword(client: pg.Client, role: string, password: string): Promise<void> {
  // A role's password cannot be a bind parameter.
  await client.query(`alter role ${pg.escapeIdentifier(role)} login password ${pg.escapeLiteral(password)}`);
}

function urlAs(ownerUrl: string, user: string, password: string): string {
  const url = new URL(ownerUrl);
  url.username = user;
  url.password = password;
  return url.toString();
}

/** Refuses to run as a role that row security does not bind, or on a Postgres that may lose commits (rules 9 and 24). */
export async function assertSafeRole(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ free: boolean; durable: boolean }>(
      `select (select rolsuper or rolbypassrls from pg_roles where rolname = current_user) as free,
         current_setting('fsync') = 'on' and current_setting('full_page_writes') = 'on'
           and current_setting('synchronous_commit') <> 'off' as durable`,
    );
    if (rows[0]?.free !== false) throw new Error('This database role bypasses row security. The product was not started.');
    if (!rows[0].durable)
      throw new Error(
        'This Postgres may lose commits (fsync, full_page_writes or synchronous_commit is off). The product was not started.',
      );
  } finally {
    await client.end();
  }
}
