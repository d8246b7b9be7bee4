import type { Ledger } from '@/lib/ledger/server/ledger';
import { agreeBook, type AgreedBook } from '@/lib/partners/server/agree-book';
import { formPool, type FormedPool } from '@/lib/securities/server/form-pool';

/** A book with the pool and securities behind it. */
export interface Book extends Omit<AgreedBook, 'pool'> {
  readonly pool: { readonly id: string; readonly name: string };
  readonly securities: FormedPool['securities'];
}

/** The securitizer forms the pool, then the servicer records the book. */
export async function openBook(ledger: Ledger, { pool, securities, ...book }: Book): Promise<void> {
  await formPool(ledger, { ...pool, securitizer: book.securitizer, securities });
  const { id, name, servicer, owner, securitizer } = book;
  await agreeBook(ledger, { id, name, servicer, owner, securitizer, pool: pool.id });
}
