import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { ProofView } from '@/components/ledger/proof-view';
import { AccessLog } from '@/components/partners/access-log';
import { EmptyNote } from '@/components/ui/notes';
import { AccessView } from '@/components/partners/access-view';
import { ErasuresPanel } from '@/components/servicing/erasures-panel';
import { LoanPage } from '@/components/servicing/loan-page';
import { isProblem } from '@/lib/platform/server/problem';
import { runtime } from '@/lib/platform/server/runtime';
import type { Actor } from '@/lib/partners/server/actor';
import { kindMayRead } from '@/lib/partners/server/kind-may-read';
import type { LoanView } from '@/lib/servicing/language/loan-views';
import { readLoan } from '@/lib/servicing/server/read-loan';
import { showPage, type Look, type Search } from '../../../show-page';
import { recordLook } from '../../../wiring';

export const metadata: Metadata = { title: 'Loan' };

interface PageProps {
  readonly params: Promise<{ id: string }>;
  readonly searchParams: Search;
}

/** One loan, for any party to it. */
export default async function Page({ params, searchParams }: PageProps): Promise<ReactNode> {
  const id = decodeURIComponent((await params).id);
  return showPage(searchParams, async (look) => {
    const loan = await findOrNone(look, id);
    if (loan === 'erased') return <Erased actor={look.actor} loanId={id} />;
    if (loan === undefined) return look.past ? <NotThen /> : notFound();
    await recordLook(look.actor, loan.loanId);
    return (
      <LoanPage
        first={loan}
        mayPost={look.actor.kind === 'servicer' && !look.past && runtime().follows === undefined}
        access={
          <div className="flex flex-col gap-6">
            <AccessView parties={loan.parties} />
            {!look.past && kindMayRead(look.actor.kind, 'access-log') && <AccessLog loanId={loan.loanId} />}
            {!look.past && <Erasures actor={look.actor} loanId={loan.loanId} />}
          </div>
        }
        proof={look.past ? <ProofOfNow /> : <ProofView loanId={loan.loanId} files={`/api/v1/loans/${loan.loanId}/entries`} />}
      />
    );
  });
}

function NotThen(): ReactNode {
  return (
    <EmptyNote title="This loan was not shared with you then">
      It may not have been boarded yet, or you may not have been party to it.
    </EmptyNote>
  );
}

function Erasures({ actor, loanId }: { readonly actor: Actor; readonly loanId: string }): ReactNode {
  const { kind, organisation } = actor;
  return <ErasuresPanel loanId={loanId} organisation={organisation} mayErase={kind === 'servicer'} mayHold={kind === 'servicer' || kind === 'owner'} />;
} // prettier-ignore

/** What is left of a record whose person was erased: the certificate, and the seals. */
function Erased({ actor, loanId }: { readonly actor: Actor; readonly loanId: string }): ReactNode {
  return (
    <div className="flex flex-col gap-6">
      <h1>An erased record</h1>
      <ErasuresPanel loanId={loanId} organisation={actor.organisation} mayErase={false} mayHold={false} />
      <ProofView loanId={loanId} files={`/api/v1/loans/${loanId}/entries`} />
    </div>
  );
}

function ProofOfNow(): ReactNode {
  return <p className="max-w-prose">Verify checks the whole record up to now, and what it was at this moment is the beginning of that. Go back to now to verify it.</p>; // prettier-ignore
}

async function findOrNone({ actor, today }: Look, id: string): Promise<LoanView | 'erased' | undefined> {
  try {
    return await readLoan(runtime().database, actor, id, today);
  } catch (error) {
    if (isProblem(error) && error.code === 'NOT_FOUND') return undefined;
    if (isProblem(error) && error.code === 'SUBJECT_ERASED') return 'erased';
    throw error;
  }
}
