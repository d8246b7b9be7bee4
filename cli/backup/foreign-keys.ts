import { join } from 'node:path';
import type { Pool } from 'pg';
import { OrganisationKeys } from '@/lib/ledger/server/organisation-keys';

/** Organisations whose key in a data directory is not one with which the ledger lets the hub sign. */
export interface ForeignKeys {
  /** The hub holds another key of theirs, as after a rotation that a restored copy does not have: it signs nothing for them. */
  readonly missing: readonly string[];
  /** They hold their own key, and an older copy of the hub's is here: it signs nothing any more, and belongs nowhere. */
  readonly leftOver: readonly string[];
}

/** Compares the key files of a data directory with what the ledger says. */
export async function findForeignKeys(pool: Pool, dataDirectory: string): Promise<ForeignKeys> {
  const keys = new OrganisationKeys(join(dataDirectory, 'keys'));
  const { rows } = await pool.query<{ organisation: string; ids: string[] | null }>(
    `select organisation, array_agg(key_id) filter (where custody = 'hub' and until_index is null) as ids
     from partners.signing_key group by 1 order by 1`,
  );
  const named = rows.map(({ organisation, ids }) => ({ organisation, ids, here: keys.find(organisation)?.keyId }));
  const of = (is: (row: (typeof named)[number]) => boolean): string[] => named.filter(is).map(({ organisation }) => organisation);
  return {
    missing: of(({ ids, here }) => ids !== null && !ids.includes(here ?? '')),
    leftOver: of(({ ids, here }) => ids === null && here !== undefined),
  };
}

/** What to do about those that are missing, and those that are left over: a sentence for each, or none. */
export function foreignKeysWords({ missing, leftOver }: ForeignKeys, dataDirectory: string): string[] {
  const files = (organisations: readonly string[]): string =>
    organisations.map((organisation) => join(dataDirectory, 'keys', `${organisation}.pem`)).join(', ');
  const words: string[] = [];
  if (missing.length > 0)
    words.push(
      `The ledger does not know the keys of ${missing.join(', ')} that are here: put back those that were copied with this backup (${files(missing)}).`,
    );
  if (leftOver.length > 0)
    words.push(
      `The keys of ${leftOver.join(', ')} that are here were retired, and those organisations hold their own. They sign nothing: remove them (${files(leftOver)}).`,
    );
  return words;
}
