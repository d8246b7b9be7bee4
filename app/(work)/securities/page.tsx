import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { SecuritiesPage } from '@/components/securities/securities-page';
import { runtime } from '@/lib/platform/server/runtime';
import { readExposure } from '@/lib/securities/server/read-exposure';
import { pageActor } from '../../current-actor';

export const metadata: Metadata = { title: 'Securities' };

/** The securitizer's securities and pools. */
export default async function Page(): Promise<ReactNode> {
  return <SecuritiesPage first={await readExposure(runtime().database, await pageActor(), undefined)} />;
}
