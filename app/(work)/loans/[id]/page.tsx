import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import type { ReactNode } from 'react';
import { ProofView } from '@/components/ledger/proof-view';
import { AccessLog } from '@/components/partners/access-log';
import { AccessView } from '@/components/partners/access-view';
import { LoanPage } from '@/components/servicing/loan-page';
import { today } from '@/lib/platform/server/clock';
import { isProblem } from '@/lib/platform/server/problem';
import { runtime } from '@/lib/platform/server/runtime';
import type { Actor } from '@/lib/partners/server/actor';
import { kindMayRead } from '@/lib/partners/server/kind-may-read';
import type { LoanView } from '@/lib/servicing/language/loan-views';
import { readLoan } from '@/lib/servicing/server/read-loan';
import { pageActor } from '../../../current-actor';
import { recordLook } from '../../../wiring';

export const metadata: Metadata = { title: 'Loan' };

/** One loan, for any party to it. */
export default async function Page({ params }: { readonly params: Promise<{ id: string }> }): Promise<ReactNode> {
  const actor = await pageActor();
  const loan = await findOrNone(actor, decodeURIComponent((await params).id));
  if (loan === undefined) notFound();
  await recordLook(actor, loan.loanId);
  return (
    <NuqsAdapter>
      <LoanPage
        first={loan}
        mayPost={actor.kind === 'servicer'}
        access={
          <div className="flex flex-col gap-6">
            <AccessView parties={loan.parties} />
            {kindMayRead(actor.kind, 'access-log') && <AccessLog loanId={loan.loanId} />}
          </div>
        }
        proof={<ProofView loanId={loan.loanId} files={`/api/v1/loans/${loan.loanId}/entries`} />}
      />
    </NuqsAdapter>
  );
}

async function findOrNone(actor: Actor, id: string): Promise<LoanView | undefined> {
  try {
    return await readLoan(runtime().database, actor, id, today());
  } catch (error) {
    if (isProblem(error) && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}
