import { join } from 'node:path';
import type { Pool } from 'pg';
import { OrganisationKeys } from '@/lib/ledger/server/organisation-keys';

/**
 * Organisations whose key in the data directory is not one that the ledger knows as in force, as after a rotation that a restored
 * copy does not have: what they sealed with it would be nobody's word.
 */
export async function findForeignKeys(pool: Pool, dataDirectory: string): Promise<string[]> {
  const keys = new OrganisationKeys(join(dataDirectory, 'keys'));
  const { rows } = await pool.query<{ organisation: string; ids: string[] }>(
    `select organisation, array_agg(key_id) as ids from partners.signing_key
     where custody = 'hub' and until_index is null group by 1 order by 1`,
  );
  return rows
    .filter(({ organisation, ids }) => !ids.includes(keys.find(organisation)?.keyId ?? ''))
    .map(({ organisation }) => organisation);
}

/** What to do about them. */
export function foreignKeysWords(organisations: readonly string[], dataDirectory: string): string {
  const files = organisations.map((organisation) => join(dataDirectory, 'keys', `${organisation}.pem`)).join(', ');
  return `The ledger does not know the keys of ${organisations.join(', ')} that are here: put back those that were copied with this backup (${files}).`;
}
