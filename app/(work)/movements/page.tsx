import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { Movements } from '@/components/lending/movements';
import { listMovements } from '@/lib/lending/server/list-movements';
import { runtime } from '@/lib/platform/server/runtime';
import { showPage, type Search } from '../../show-page';

export const metadata: Metadata = { title: 'Movements' };

/** The owner's loans that moved. */
export default function Page({ searchParams }: { readonly searchParams: Search }): Promise<ReactNode> {
  return showPage(searchParams, async ({ actor }) => (
    <Movements first={await listMovements(runtime().database, actor, { limit: 50 })} />
  ));
}
