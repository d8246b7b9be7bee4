import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { Exposure } from '@/components/securities/exposure';
import { runtime } from '@/lib/platform/server/runtime';
import { readExposure } from '@/lib/securities/server/read-exposure';
import { pageActor } from '../../current-actor';

export const metadata: Metadata = { title: 'Exposure' };

/** The securitizer's dashboard. */
export default async function Page(): Promise<ReactNode> {
  return <Exposure first={await readExposure(runtime().database, await pageActor(), undefined)} />;
}
