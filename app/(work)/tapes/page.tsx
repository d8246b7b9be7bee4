import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { TapeList } from '@/components/servicing/tape-list';
import { runtime } from '@/lib/platform/server/runtime';
import { listTapes } from '@/lib/servicing/server/read-tapes';
import { pageActor } from '../../current-actor';
import { presentOnly, type Search } from '../../show-page';

export const metadata: Metadata = { title: 'Tapes' };

/** The servicer's imports. */
export default async function Page({ searchParams }: { readonly searchParams: Search }): Promise<ReactNode> {
  await presentOnly(searchParams, '/tapes');
  return <TapeList first={await listTapes(runtime().database, await pageActor())} />;
}
