import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { Home } from '@/components/servicing/home';
import { today } from '@/lib/platform/server/clock';
import { runtime } from '@/lib/platform/server/runtime';
import { readHome } from '@/lib/servicing/server/read-home';
import { pageActor } from '../../current-actor';

export const metadata: Metadata = { title: 'Your loan' };

/** The homeowner's page. */
export default async function Page(): Promise<ReactNode> {
  return <Home first={await readHome(runtime().database, await pageActor(), today())} />;
}
