import pg from 'pg';

/** URLs of the two roles the product runs as, on the owner's server and database. */
export interface RoleUrls {
  readonly app: string;
  readonly worker: string;
}

/** Lets the least-privileged roles sign in with this installation's passwords, and answers their URLs. */
export async function openRoles(ownerUrl: string, passwords: { app: string; worker: string }): Promise<RoleUrls> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await setPassword(client, 'hearthline_app', passwords.app);
    await setPassword(client, 'hearthline_worker', passwords.worker);
  } finally {
    await client.end();
  }
  return {
    app: urlAs(ownerUrl, 'hearthline_app', passwords.app),
    worker: urlAs(ownerUrl, 'hearthline_worker', passwords.worker),
  };
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
