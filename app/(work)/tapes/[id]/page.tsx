import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { TapePage } from '@/components/servicing/tape-page';
import { isProblem } from '@/lib/platform/server/problem';
import { runtime } from '@/lib/platform/server/runtime';
import { readTape } from '@/lib/servicing/server/read-tapes';
import { pageActor } from '../../../current-actor';
import { presentOnly, type Search } from '../../../show-page';

export const metadata: Metadata = { title: 'Tape' };

interface PageProps {
  readonly params: Promise<{ id: string }>;
  readonly searchParams: Search;
}

/** One import. */
export default async function Page({ params, searchParams }: PageProps): Promise<ReactNode> {
  const actor = await pageActor();
  const { id } = await params;
  await presentOnly(searchParams, `/tapes/${encodeURIComponent(id)}`);
  const tape = await readTape(runtime().database, actor, id).catch((error: unknown) => {
    if (isProblem(error) && error.code === 'NOT_FOUND') return undefined;
    throw error;
  });
  return tape === undefined ? notFound() : <TapePage first={tape} />;
}
