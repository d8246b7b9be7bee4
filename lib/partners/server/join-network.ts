import { toBase64 } from '@/lib/ledger/domain/bytes';
import type { FactDraft } from '@/lib/ledger/server/fact-draft';
import type { Ledger } from '@/lib/ledger/server/ledger';
import type { OrganisationKeys } from '@/lib/ledger/server/organisation-keys';
import { KeyRegistered, OrganisationJoined } from '@/lib/partners/language/facts';
import type { PartyKind } from '@/lib/partners/language/party-kind';

export interface JoiningOrganisation {
  readonly id: string;
  readonly kind: PartyKind;
  readonly name: string;
}

/** An organisation joins and registers its key, signed by itself. Doing it twice is the same as once. */
export async function joinNetwork(ledger: Ledger, keys: OrganisationKeys, organisation: JoiningOrganisation): Promise<void> {
  const key = keys.findOrCreate(organisation.id);
  const stream = `org/${organisation.id}`;
  const now = new Date().toISOString();
  const joined = { organisation: organisation.id, kind: organisation.kind, name: organisation.name };
  const registered = { organisation: organisation.id, keyId: key.keyId, publicKey: toBase64(key.publicKey), custody: 'hub' };
  const facts: FactDraft[] = [
    { definition: OrganisationJoined, stream, values: joined, occurredAt: now, causes: [] },
    { definition: KeyRegistered, stream, values: registered, occurredAt: now, causes: [{ draft: 0 }] },
  ];
  const request = { organisation: organisation.id, actor: 'start', idempotencyKey: 'join', fingerprint: organisation.id };
  await ledger.commit({ ...request, signedAt: now, facts });
}
