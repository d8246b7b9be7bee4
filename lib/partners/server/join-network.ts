import { toBase64 } from '@/lib/ledger/domain/bytes';
import { RECEIPTS } from '@/lib/ledger/domain/receipt';
import type { FactDraft } from '@/lib/ledger/server/fact-draft';
import { HUB } from '@/lib/ledger/language/facts';
import type { Ledger } from '@/lib/ledger/server/ledger';
import type { OrganisationKeys } from '@/lib/ledger/server/organisation-keys';
import { KeyRegistered, OrganisationJoined } from '@/lib/partners/language/facts';
import type { PartyKind } from '@/lib/partners/language/party-kind';

export interface JoiningOrganisation {
  readonly id: string;
  readonly kind: PartyKind;
  readonly name: string;
}

/**
 * The hub registers the keys with which it signs what it says of the log itself: one for its entries, one for its promises.
 * Doing it twice is the same as once.
 */
export async function registerHub(ledger: Ledger, keys: OrganisationKeys): Promise<void> {
  for (const organisation of [HUB, RECEIPTS]) {
    const fact = registration(keys, organisation, []);
    const request = { organisation, actor: 'start', idempotencyKey: 'join', fingerprint: organisation };
    await ledger.commit({ ...request, signedAt: fact.occurredAt, facts: [fact] });
  }
}

function registration(keys: OrganisationKeys, organisation: string, causes: FactDraft['causes']): FactDraft {
  const key = keys.findOrCreate(organisation);
  const values = { organisation, keyId: key.keyId, publicKey: toBase64(key.publicKey), custody: 'hub' };
  return { definition: KeyRegistered, stream: `org/${organisation}`, values, occurredAt: new Date().toISOString(), causes };
}

/** An organisation joins and registers its key, signed by itself. Doing it twice is the same as once. */
export async function joinNetwork(ledger: Ledger, keys: OrganisationKeys, organisation: JoiningOrganisation): Promise<void> {
  const stream = `org/${organisation.id}`;
  const now = new Date().toISOString();
  const joined = { organisation: organisation.id, kind: organisation.kind, name: organisation.name };
  const facts: FactDraft[] = [
    { definition: OrganisationJoined, stream, values: joined, occurredAt: now, causes: [] },
    registration(keys, organisation.id, [{ draft: 0 }]),
  ];
  const request = { organisation: organisation.id, actor: 'start', idempotencyKey: 'join', fingerprint: organisation.id };
  await ledger.commit({ ...request, signedAt: now, facts });
}
