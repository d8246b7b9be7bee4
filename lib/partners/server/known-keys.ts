import type { Pool } from 'pg';
import type { OrganisationKeys, SigningKey } from '@/lib/ledger/server/organisation-keys';

/** What the ledger says of an organisation's keys, by id. */
export interface KnownKeys {
  /** Those that the hub holds and may sign with. */
  readonly held: readonly string[];
  readonly retired: readonly string[];
}

/** Reads what the ledger says: which key files are there says nothing, since an older copy of them may have been put back. */
export async function readKnownKeys(pool: Pick<Pool, 'query'>, organisation: string): Promise<KnownKeys> {
  const { rows } = await pool.query<{ id: string; custody: string; retired: boolean }>(
    'select key_id as id, custody, until_index is not null as retired from partners.signing_key where organisation = $1',
    [organisation],
  );
  const held = rows.filter(({ custody, retired }) => custody === 'hub' && !retired);
  return { held: held.map(({ id }) => id), retired: rows.filter(({ retired }) => retired).map(({ id }) => id) };
}

/** The key with which the hub signs for an organisation; undefined when it holds none that is in force. */
export function findHeldKey(keys: OrganisationKeys, organisation: string, { held }: KnownKeys): SigningKey | undefined {
  const key = keys.find(organisation);
  return key !== undefined && held.includes(key.keyId) ? key : undefined;
}
