import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { LoanList } from '@/components/servicing/loan-list';
import { runtime } from '@/lib/platform/server/runtime';
import { listLoans } from '@/lib/servicing/server/list-loans';
import { showPage, type Search } from '../../show-page';

export const metadata: Metadata = { title: 'Loans' };

/** The loans this reader is party to. */
export default function Page({ searchParams }: { readonly searchParams: Search }): Promise<ReactNode> {
  return showPage(searchParams, async ({ actor, today }) => (
    <LoanList firstPage={await listLoans(runtime().database, actor, { limit: 50 }, today)} />
  ));
}
