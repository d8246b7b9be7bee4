import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { TapePage } from '@/components/servicing/tape-page';
import { isProblem } from '@/lib/platform/server/problem';
import { runtime } from '@/lib/platform/server/runtime';
import { readTape } from '@/lib/servicing/server/read-tapes';
import { pageActor } from '../../../current-actor';

export const metadata: Metadata = { title: 'Tape' };

/** One import. */
export default async function Page({ params }: { readonly params: Promise<{ id: string }> }): Promise<ReactNode> {
  const actor = await pageActor();
  const tape = await readTape(runtime().database, actor, (await params).id).catch((error: unknown) => {
    if (isProblem(error) && error.code === 'NOT_FOUND') return undefined;
    throw error;
  });
  return tape === undefined ? notFound() : <TapePage first={tape} />;
}
