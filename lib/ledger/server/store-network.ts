import type { PoolClient } from 'pg';
import { fromBase64 } from '@/lib/ledger/domain/bytes';
import type { FeedNetwork } from '@/lib/ledger/language/feed';

/** Keeps what the views of a copy need besides facts. All of it is the hub's word, except that a key is what its id says. */
export async function storeNetwork(client: PoolClient, { organisations, books, keys = [] }: FeedNetwork): Promise<void> {
  for (const { id, kind, name } of organisations)
    await client.query(
      `insert into partners.organisation values ($1, $2, $3) on conflict (id) do update set name = excluded.name
       where partners.organisation.name <> excluded.name`,
      [id, kind, name],
    );
  // A book that is not told of by name has none here either.
  for (const { id, servicer, owner, securitizer } of books)
    await client.query("insert into partners.book values ($1, '', $2, $3, $4, '') on conflict do nothing", [
      id,
      servicer,
      owner,
      securitizer,
    ]);
  for (const key of keys)
    await client.query(
      `insert into partners.signing_key (key_id, organisation, public_key, from_index, custody, until_index, retired_reason)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict (key_id) do update
       set until_index = excluded.until_index, retired_reason = excluded.retired_reason
       where partners.signing_key.until_index is null and excluded.until_index is not null`,
      [key.keyId, key.organisation, fromBase64(key.publicKey), key.fromIndex, key.custody, key.untilIndex, key.retiredReason],
    );
}
