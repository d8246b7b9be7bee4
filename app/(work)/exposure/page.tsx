import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { Exposure } from '@/components/securities/exposure';
import { runtime } from '@/lib/platform/server/runtime';
import { readExposure } from '@/lib/securities/server/read-exposure';
import { showPage, type Search } from '../../show-page';

export const metadata: Metadata = { title: 'Exposure' };

/** The securitizer's dashboard. */
export default function Page({ searchParams }: { readonly searchParams: Search }): Promise<ReactNode> {
  return showPage(searchParams, async ({ actor }) => (
    <Exposure first={await readExposure(runtime().database, actor, undefined)} />
  ));
}
