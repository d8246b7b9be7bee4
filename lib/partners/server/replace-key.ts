import type { Pool } from 'pg';
import { toBase64 } from '@/lib/ledger/domain/bytes';
import { isUnsigned } from '@/lib/ledger/server/commit-faults';
import { endKeys } from '@/lib/ledger/server/end-keys';
import type { FactDraft } from '@/lib/ledger/server/fact-draft';
import type { Ledger } from '@/lib/ledger/server/ledger';
import { KeyRegistered, KeyRetired } from '@/lib/partners/language/facts';
import { awaitProjection } from '@/lib/platform/server/await-projection';
import { Problem } from '@/lib/platform/server/problem';

/** What replacing a key needs. */
export interface KeyReplacement {
  readonly ledger: Ledger;
  readonly pool: Pool;
}

/** An organisation's next key, and who holds it. `keyId` is the SHA-256 of the raw public key, hex. */
export interface NextKey {
  readonly keyId: string;
  readonly publicKey: Uint8Array;
  readonly custody: 'hub' | 'organisation';
  /** Puts it in the present one's place. */
  readonly activate: () => void;
}

/** Whose key is replaced, and who asked for it: the hub's operator, or the organisation's person or program. */
export interface KeyReplacer {
  readonly organisation: string;
  readonly actor: string;
}

/** The key that signs from now on, and those that do no more. */
export interface ReplacedKey {
  readonly key: string;
  readonly retired: readonly string[];
}

/**
 * Gives an organisation a new key: the present one registers it, then it takes over, then it retires the present one, and whatever
 * an earlier replacement that broke off left behind. Doing it again with the same key goes on where it stopped.
 * `compromisedSince` is the first ledger position at which the present key is no longer trusted. Rejects with a CommitFault.
 */
export async function replaceKey(
  { ledger, pool }: KeyReplacement,
  by: KeyReplacer,
  next: NextKey,
  compromisedSince?: number,
): Promise<ReplacedKey> {
  const { organisation } = by;
  const key = `key/${next.keyId}`;
  await awaitProjection(pool, await append(ledger, by, { key, facts: [registration(organisation, next)] }));
  await requireInForce(pool, next.keyId);
  next.activate();
  const { rows } = await pool.query<{ key_id: string }>(
    'select key_id from partners.signing_key where organisation = $1 and until_index is null and from_index < (select from_index from partners.signing_key where key_id = $2)',
    [organisation, next.keyId],
  );
  const retired = rows.map((row) => row.key_id);
  if (retired.length > 0) {
    // Whoever has sealed something with one of them and comes later is refused, and seals it again.
    await endKeys(pool, retired);
    const facts = retired.map((keyId) => retirement(organisation, keyId, compromisedSince));
    const retiring = append(ledger, by, { key: `${key}/before`, facts });
    await awaitProjection(pool, await retiring.catch(tellHalfDone));
  }
  return { key: next.keyId, retired };
}

/** The present key may be destroyed for the next one's sake: not before that one counts. */
async function requireInForce(pool: Pool, keyId: string): Promise<void> {
  const { rows } = await pool.query('select 1 from partners.signing_key where key_id = $1 and until_index is null', [keyId]);
  if (rows.length === 0)
    throw new Problem('NOT_READY', 'The new key is on the ledger and not yet in force. The present one still signs. Try again.');
}

function registration(organisation: string, { keyId, publicKey, custody }: NextKey): FactDraft {
  const values = { organisation, keyId, publicKey: toBase64(publicKey), custody };
  return { definition: KeyRegistered, stream: `org/${organisation}`, values, occurredAt: new Date().toISOString(), causes: [] };
}

function retirement(organisation: string, keyId: string, since: number | undefined): FactDraft {
  const reason = since === undefined ? 'rotated' : 'compromised';
  const values = { organisation, keyId, reason, compromisedSince: since ?? null };
  return { definition: KeyRetired, stream: `org/${organisation}`, values, occurredAt: new Date().toISOString(), causes: [] };
}

/** The registration stands by now: that nothing was saved, as a commit that nobody signed says of itself, would be wrong here. */
function tellHalfDone(error: unknown): never {
  if (!isUnsigned(error)) throw error;
  throw new Problem(
    'NOT_SIGNED',
    'The new key is registered and signs from now on. The one before is not retired yet, because its retirement was not signed. Do the same again to finish: it goes on where it stopped.',
  );
}

/** Appends as the organisation and answers the position after the commit. */
async function append(
  ledger: Ledger,
  { organisation, actor }: KeyReplacer,
  { key, facts }: { key: string; facts: FactDraft[] },
): Promise<bigint> {
  const signedAt = new Date().toISOString();
  const request = { organisation, actor, idempotencyKey: key, fingerprint: key, signedAt, facts };
  // Who holds its own key is not asked twice for the same.
  const { firstIndex, count } = (await ledger.findReplay(request)) ?? (await ledger.commit(request));
  return firstIndex + BigInt(count);
}
