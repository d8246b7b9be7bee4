import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { NewTape } from '@/components/servicing/new-tape';
import { runtime } from '@/lib/platform/server/runtime';
import { listBooks } from '@/lib/servicing/server/read-tapes';
import { pageActor } from '../../../current-actor';
import { presentOnly, type Search } from '../../../show-page';

export const metadata: Metadata = { title: 'Bring in a month' };

/** Where a month begins. */
export default async function Page({ searchParams }: { readonly searchParams: Search }): Promise<ReactNode> {
  await presentOnly(searchParams, '/tapes/new');
  const books = await listBooks(runtime().database, await pageActor());
  return (
    <div className="flex flex-col gap-4">
      <h1>Bring in a month</h1>
      <p className="max-w-2xl text-quiet">
        Freddie Mac Single-Family loan-level files, Release 47 (31 and 35 fields) or the one before (32 and 32): the field count
        tells which.
      </p>
      <NewTape books={books} />
    </div>
  );
}
