'use client';
import type { ReactNode } from 'react';
import { Changed } from '@/components/ui/changed';
import { formatDate, formatMoney } from '@/components/ui/format';
import { EmptyNote } from '@/components/ui/notes';
import { KeptLink } from '@/components/ui/kept-link';
import { useHome } from '@/lib/servicing/client/use-loans';
import type { LoanView } from '@/lib/servicing/language/loan-views';
import { homeHeadline, homeSteps } from './home-words';

/** The homeowner's page: what happened, what happens next, and who can see it, in plain words. */
export function Home({ first }: { readonly first: readonly LoanView[] }): ReactNode {
  const loans = useHome(first).data;
  if (loans.length === 0)
    return (
      <EmptyNote title="No loan is linked to you yet">
        When your servicer links your loan, you will see here how it stands.
      </EmptyNote>
    );
  return (
    <div className="flex flex-col gap-12">
      {loans.map((loan) => <OwnLoan key={loan.loanId} loan={loan} />)}
    </div>
  ); // prettier-ignore
}

function OwnLoan({ loan }: { readonly loan: LoanView }): ReactNode {
  const servicer = loan.parties.find((party) => party.role === 'servicer')?.name ?? 'your servicer';
  const late = loan.standing.mbaMonthsLate > 0 && loan.standing.bucket !== 'exited';
  return (
    <article className="flex flex-col gap-6">
      <h1 className="text-3xl!"><Changed value={homeHeadline(loan)} /></h1>
      <section className="card p-5" aria-label="Your loan">
        <p>
          You owe <strong>{loan.standing.upb === null ? 'an amount not known' : <Changed value={formatMoney(loan.standing.upb)} />}</strong> on this loan. {servicer} collects the payments
          {loan.standing.asOfOn !== null && ` and told us this as of ${formatDate(loan.standing.asOfOn)}`}.
        </p>
        {late && loan.standing.estimatedAmountDue !== null && (
          <p className="mt-3">We estimate that <strong><Changed value={formatMoney(loan.standing.estimatedAmountDue)} /></strong> of principal and interest is due. Taxes, insurance and fees may be on top: ask {servicer} for the exact amount.</p>
        )}
        {loan.standing.stale && <p className="mt-3 text-risk">We have had no newer word. If you have paid since, it may not show yet.</p>}
      </section>
      {late && <Next loan={loan} servicer={servicer} />}
      <section aria-labelledby={`see-${loan.loanId}`}>
        <h2 id={`see-${loan.loanId}`} className="text-xl!">Who can see your loan</h2>
        <ul className="mt-2 list-disc pl-6">
          {loan.parties.filter((party) => party.role !== 'homeowner').map((party) => <li key={party.role}>{party.name}, {SEES[party.role]}</li>)}
        </ul>
        <p className="mt-3"><KeptLink href={`/loans/${loan.loanId}`}>See everything recorded about your loan, and check it yourself</KeptLink></p>
      </section>
    </article>
  ); // prettier-ignore
}

const SEES: Readonly<Record<string, string>> = {
  servicer: 'who collects your payments and knows who you are',
  owner: 'who owns the loan and sees payments, but not your name',
  securitizer: 'who sees payments and a score range, but neither your name nor the loan’s number',
};

function Next({ loan, servicer }: { readonly loan: LoanView; readonly servicer: string }): ReactNode {
  return (
    <section aria-labelledby={`next-${loan.loanId}`}>
      <h2 id={`next-${loan.loanId}`} className="text-xl!">What you can do, and what happens next</h2>
      <ol className="mt-2 flex list-decimal flex-col gap-3 pl-6">
        {homeSteps(loan, servicer).map(({ point, rest }) => <li key={point}><strong>{point}</strong> {rest}</li>)}
      </ol>
    </section>
  ); // prettier-ignore
}
