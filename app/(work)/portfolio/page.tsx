import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { Portfolio } from '@/components/lending/portfolio';
import { readPortfolio } from '@/lib/lending/server/read-portfolio';
import { runtime } from '@/lib/platform/server/runtime';
import { showPage, type Search } from '../../show-page';

export const metadata: Metadata = { title: 'Portfolio' };

/** The owner's dashboard. */
export default function Page({ searchParams }: { readonly searchParams: Search }): Promise<ReactNode> {
  return showPage(searchParams, async ({ actor }) => (
    <Portfolio first={await readPortfolio(runtime().database, actor, undefined)} />
  ));
}
