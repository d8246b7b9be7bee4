import type { Pool } from 'pg';
import { formatVkey } from '@/lib/ledger/domain/note-key';
import { parsePolicy } from '@/lib/ledger/domain/parse-policy';
import { formatPolicy } from '@/lib/ledger/domain/tlog-policy';
import { sha256 } from './hashing';

/** What a copy is founded on: the hub, whose view of it is held, and whom it relies on (C2SP tlog-policy), pinned from now on. */
export interface Founding {
  readonly hub: string;
  readonly organisation: string;
  readonly policy: string;
}

/**
 * Makes an empty database a copy that follows a hub: the log and its witnesses are pinned, and nothing can be appended to it. Done
 * again for the same hub and organisation it changes nothing. Throws a sentence for a database that is a hub's, or another's copy.
 */
export async function becomeCopy(owner: Pool, { hub, organisation, policy: text }: Founding): Promise<void> {
  const { rows } = await owner.query<{ size: string; hub: string | null; organisation: string | null }>(
    'select h.size, i.hub, i.organisation from ledger.head h left join ledger.intake i on true',
  );
  const known = rows[0];
  if (known?.organisation === organisation) {
    // The same hub may have moved: what it sends is checked against what is held, wherever it comes from.
    await owner.query('update ledger.intake set hub = $1', [hub]);
    return;
  }
  if (known === undefined || known.organisation !== null || Number(known.size) > 0)
    throw new Error('This database holds another ledger, or another organisation’s copy. Nothing was changed. Use a new data directory.');
  const policy = parsePolicy(text, sha256);
  const log = 'refused' in policy ? undefined : policy.logs[0];
  if ('refused' in policy || log === undefined)
    throw new Error('The hub’s witness policy cannot be read. Nothing was changed. Ask whoever runs the hub.');
  await owner.query('insert into ledger.log values (true, $1)', [log.key.name]);
  for (const { key } of policy.logs) await owner.query('insert into ledger.verifier_key values ($1)', [formatVkey(key)]);
  await owner.query('insert into ledger.witness_policy (policy) values ($1)', [formatPolicy(policy)]);
  await owner.query('insert into ledger.intake (hub, organisation) values ($1, $2)', [hub, organisation]);
  await owner.query('revoke execute on function ledger.append from hearthline_app, hearthline_worker');
} // prettier-ignore
