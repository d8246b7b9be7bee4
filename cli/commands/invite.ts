import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { Invitation } from '@/lib/partners/language/invitation';
import { readPolicyText } from '@/lib/ledger/server/witness-policy';
import { tokenHash } from '@/lib/partners/server/tokens';
import { createWorkPool } from '@/lib/platform/server/database';
import { publicUrl, readEnv } from '@/lib/platform/server/env';
import { withProduct } from '../find-product';
import { readArgs } from '../read-args';
import { say, Stop } from '../say';

const USAGE = `Usage: invite ORGANISATION --out FILE [--hub URL]
Writes an invitation for an organisation of this network: the hub's address, the log's key and its witnesses, to go by from the
first contact on, and a code with which it can put a signing key of its own in the hub's place (once, within seven days). Hand the
file over by a way that both of you trust. Run it on the hub's data directory.
  --hub  the address under which the organisation reaches the hub; HEARTHLINE_URL unless said otherwise`;

const TEXT = { type: 'string' } as const;
const DAYS = 7;

/** `invite`: what an organisation needs to rely on this hub without trusting it. Only the code's hash is kept here. */
export async function invite(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArgs(args, { out: TEXT, hub: TEXT }, USAGE);
  const [organisation, ...others] = positionals;
  if (organisation === undefined || others.length > 0 || values.out === undefined) throw new Stop(USAGE, 2);
  const hub = hubAddress(values.hub ?? publicUrl(readEnv()));
  const code = randomBytes(32).toString('base64url');
  const expiresAt = new Date(Date.now() + DAYS * 86_400_000).toISOString();
  const policy = await register({ organisation, code, expiresAt });
  const invitation: Invitation = { format: 'hearthline/invitation/v1', organisation, hub, policy, code, expiresAt };
  writeFileSync(values.out, `${JSON.stringify(invitation, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  say(`The invitation for ${organisation} is in ${values.out}. It holds a secret: hand it over by a way that both of you trust.`);
  return 0;
}

/** What the organisation would send its API key to: a slip here would send it somewhere else. */
function hubAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && ['http:', 'https:'].includes(url.protocol) && url.pathname === '/' && url.username === '')
    return url.origin;
  throw new Stop(`--hub takes the hub’s address, for example https://hub.example, and not ${text}. No invitation was made.`, 2);
}

/** Answers the policy to go by. */
async function register(invited: { organisation: string; code: string; expiresAt: string }): Promise<string> {
  return withProduct(async ({ ownerUrl }) => {
    const pool = createWorkPool(ownerUrl, 1);
    try {
      const text = 'insert into partners.custody_code select $1, id, $3 from partners.organisation where id = $2 returning 1';
      const { rows } = await pool.query(text, [tokenHash(invited.code), invited.organisation, invited.expiresAt]);
      if (rows.length === 0) throw new Stop(`There is no organisation “${invited.organisation}”. Nothing was done.`);
      return await readPolicyText(pool);
    } finally {
      await pool.end();
    }
  });
}
