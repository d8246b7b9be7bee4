import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { Home } from '@/components/servicing/home';
import { runtime } from '@/lib/platform/server/runtime';
import { readHome } from '@/lib/servicing/server/read-home';
import { showPage, type Search } from '../../show-page';

export const metadata: Metadata = { title: 'Your loan' };

/** The homeowner's page. */
export default function Page({ searchParams }: { readonly searchParams: Search }): Promise<ReactNode> {
  return showPage(searchParams, async ({ actor, today }) => <Home first={await readHome(runtime().database, actor, today)} />);
}
