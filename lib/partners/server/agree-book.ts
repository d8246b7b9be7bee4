import type { Ledger } from '@/lib/ledger/server/ledger';
import { BookAgreed } from '@/lib/partners/language/facts';

/** A standing agreement under which loans are boarded. All but the name are ids. */
export interface AgreedBook {
  readonly id: string;
  readonly name: string;
  readonly servicer: string;
  readonly owner: string;
  readonly securitizer: string;
  readonly pool: string;
}

/** The servicer records a book. Doing it twice is the same as once. */
export async function agreeBook(ledger: Ledger, { id, ...book }: AgreedBook): Promise<void> {
  const now = new Date().toISOString();
  const fact = { definition: BookAgreed, stream: `book/${id}`, values: { book: id, ...book }, occurredAt: now, causes: [] };
  const request = { organisation: book.servicer, actor: 'start', idempotencyKey: `book/${id}`, fingerprint: id };
  await ledger.commit({ ...request, signedAt: now, facts: [fact] });
}
