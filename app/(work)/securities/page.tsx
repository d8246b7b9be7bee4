import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { SecuritiesPage } from '@/components/securities/securities-page';
import { runtime } from '@/lib/platform/server/runtime';
import { readExposure } from '@/lib/securities/server/read-exposure';
import { showPage, type Search } from '../../show-page';

export const metadata: Metadata = { title: 'Securities' };

/** The securitizer's securities and pools. */
export default function Page({ searchParams }: { readonly searchParams: Search }): Promise<ReactNode> {
  return showPage(searchParams, async ({ actor }) => (
    <SecuritiesPage first={await readExposure(runtime().database, actor, undefined)} />
  ));
}
