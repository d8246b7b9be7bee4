import type { Metadata } from 'next';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import type { ReactNode } from 'react';
import { LoanList } from '@/components/servicing/loan-list';
import { today } from '@/lib/platform/server/clock';
import { runtime } from '@/lib/platform/server/runtime';
import { listLoans } from '@/lib/servicing/server/list-loans';
import { pageActor } from '../../current-actor';

export const metadata: Metadata = { title: 'Loans' };

/** The loans this reader is party to. */
export default async function Page(): Promise<ReactNode> {
  const page = await listLoans(runtime().database, await pageActor(), { limit: 50 }, today());
  return (
    <NuqsAdapter>
      <LoanList firstPage={page} />
    </NuqsAdapter>
  );
}
