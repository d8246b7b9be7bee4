import type { Pool } from 'pg';
import { toBase64 } from '@/lib/ledger/domain/bytes';
import type { FactDraft } from '@/lib/ledger/server/fact-draft';
import type { Ledger } from '@/lib/ledger/server/ledger';
import type { OrganisationKeys, SigningKey } from '@/lib/ledger/server/organisation-keys';
import { KeyRegistered, KeyRetired } from '@/lib/partners/language/facts';
import { awaitProjection } from '@/lib/platform/server/await-projection';
import { Problem } from '@/lib/platform/server/problem';

/** What rotating a key needs. `settle` resolves when no process signs with the key before any more. */
export interface KeyRotation {
  readonly ledger: Ledger;
  readonly keys: OrganisationKeys;
  readonly pool: Pool;
  readonly settle: () => Promise<void>;
}

/**
 * Gives an organisation whose key the hub holds a new one: the present key registers it, then it takes over, then it retires
 * the present one, and whatever an earlier rotation that broke off left behind. `compromisedSince` is the first ledger
 * position at which the present key is no longer trusted. Answers the key ids. Throws {@link Problem} NO_SIGNING_KEY.
 */
export async function rotateKey(
  { ledger, keys, pool, settle }: KeyRotation,
  organisation: string,
  compromisedSince: number | undefined,
): Promise<{ readonly key: string; readonly retired: readonly string[] }> {
  if (keys.find(organisation) === undefined)
    throw new Problem('NO_SIGNING_KEY', `The hub holds no key of “${organisation}”. Nothing was changed. Name one of: hearthline keys`);
  const next = keys.prepareNext(organisation);
  const registered = await append(ledger, organisation, { key: `key/${next.keyId}`, facts: [registration(organisation, next)] });
  keys.activateNext(organisation);
  await settle();
  await awaitProjection(pool, registered);
  const { rows } = await pool.query<{ key_id: string }>(
    "select key_id from partners.signing_key where organisation = $1 and key_id <> $2 and custody = 'hub' and until_index is null",
    [organisation, next.keyId],
  );
  const retired = rows.map((row) => row.key_id);
  if (retired.length > 0) {
    const facts = retired.map((keyId) => retirement(organisation, keyId, compromisedSince));
    await awaitProjection(pool, await append(ledger, organisation, { key: `key/${next.keyId}/before`, facts }));
  }
  return { key: next.keyId, retired };
} // prettier-ignore

function registration(organisation: string, { keyId, publicKey }: SigningKey): FactDraft {
  const values = { organisation, keyId, publicKey: toBase64(publicKey), custody: 'hub' };
  return { definition: KeyRegistered, stream: `org/${organisation}`, values, occurredAt: new Date().toISOString(), causes: [] };
}

function retirement(organisation: string, keyId: string, since: number | undefined): FactDraft {
  const reason = since === undefined ? 'rotated' : 'compromised';
  const values = { organisation, keyId, reason, compromisedSince: since ?? null };
  return { definition: KeyRetired, stream: `org/${organisation}`, values, occurredAt: new Date().toISOString(), causes: [] };
}

/** Appends as the organisation and answers the position after the commit. */
async function append(
  ledger: Ledger,
  organisation: string,
  { key, facts }: { key: string; facts: FactDraft[] },
): Promise<bigint> {
  const signedAt = new Date().toISOString();
  const request = { organisation, actor: 'operator', idempotencyKey: key, fingerprint: key, signedAt, facts };
  const { firstIndex, count } = await ledger.commit(request);
  return firstIndex + BigInt(count);
}
