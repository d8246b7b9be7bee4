import type { Ledger } from '@/lib/ledger/server/ledger';
import type { FactDraft } from '@/lib/ledger/server/fact-draft';
import type { OrganisationKeys } from '@/lib/ledger/server/organisation-keys';
import { toBase64 } from '@/lib/ledger/domain/bytes';
import { BookAgreed, KeyRegistered, OrganisationJoined } from '@/lib/partners/language/facts';
import type { PartyKind } from '@/lib/partners/language/party-kind';
import { PoolFormed, SecurityIssued } from '@/lib/securities/language/facts';

export interface Organisation {
  readonly id: string;
  readonly kind: PartyKind;
  readonly name: string;
}

/** A book with the pool and securities behind it. Balances are dollars as decimal strings. */
export interface Book {
  readonly id: string;
  readonly name: string;
  readonly servicer: string;
  readonly owner: string;
  readonly securitizer: string;
  readonly pool: { readonly id: string; readonly name: string };
  readonly securities: readonly { readonly id: string; readonly name: string; readonly originalBalance: string }[];
}

/** An organisation joins and registers its key, signed by itself. Doing it twice is the same as once. */
export async function joinNetwork(ledger: Ledger, keys: OrganisationKeys, organisation: Organisation): Promise<void> {
  const key = keys.findOrCreate(organisation.id);
  const stream = `org/${organisation.id}`;
  const now = new Date().toISOString();
  const joined = { organisation: organisation.id, kind: organisation.kind, name: organisation.name };
  const registered = { organisation: organisation.id, keyId: key.keyId, publicKey: toBase64(key.publicKey), custody: 'hub' };
  const facts: FactDraft[] = [
    { definition: OrganisationJoined, stream, values: joined, occurredAt: now, causes: [] },
    { definition: KeyRegistered, stream, values: registered, occurredAt: now, causes: [{ draft: 0 }] },
  ];
  await ledger.commit({
    organisation: organisation.id,
    actor: 'start',
    idempotencyKey: 'join',
    fingerprint: organisation.id,
    signedAt: now,
    facts,
  });
}

/** The securitizer forms the pool and issues its securities; then the servicer records the book. */
export async function agreeBook(ledger: Ledger, book: Book): Promise<void> {
  const now = new Date().toISOString();
  const pool = `pool/${book.pool.id}`;
  const formed = { pool: book.pool.id, name: book.pool.name, securitizer: book.securitizer };
  const issued = book.securities.map(({ id, name, originalBalance }): FactDraft => ({
    definition: SecurityIssued,
    stream: pool,
    values: { security: id, pool: book.pool.id, name, originalBalance },
    occurredAt: now,
    causes: [{ draft: 0 }],
  }));
  await ledger.commit({
    organisation: book.securitizer,
    actor: 'start',
    idempotencyKey: `pool/${book.pool.id}`,
    fingerprint: book.pool.id,
    signedAt: now,
    facts: [{ definition: PoolFormed, stream: pool, values: formed, occurredAt: now, causes: [] }, ...issued],
  });
  const { id, name, servicer, owner, securitizer } = book;
  const values = { book: id, name, servicer, owner, securitizer, pool: book.pool.id };
  await ledger.commit({
    organisation: servicer,
    actor: 'start',
    idempotencyKey: `book/${id}`,
    fingerprint: id,
    signedAt: now,
    facts: [{ definition: BookAgreed, stream: `book/${id}`, values, occurredAt: now, causes: [] }],
  });
}
