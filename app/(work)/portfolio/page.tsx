import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { Portfolio } from '@/components/lending/portfolio';
import { readPortfolio } from '@/lib/lending/server/read-portfolio';
import { runtime } from '@/lib/platform/server/runtime';
import { pageActor } from '../../current-actor';

export const metadata: Metadata = { title: 'Portfolio' };

/** The owner's dashboard. */
export default async function Page(): Promise<ReactNode> {
  return <Portfolio first={await readPortfolio(runtime().database, await pageActor(), undefined)} />;
}
