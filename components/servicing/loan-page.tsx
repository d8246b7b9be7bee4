'use client';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import type { ReactNode } from 'react';
import { Changed } from '@/components/ui/changed';
import { formatDate, formatMoney } from '@/components/ui/format';
import { Waiting } from '@/components/ui/notes';
import { NotShown } from '@/components/ui/not-shown';
import { Tabs } from '@/components/ui/tabs';
import { useMoment } from '@/lib/platform/client/moment';
import { useHistory } from '@/lib/servicing/client/use-history';
import { useLoan } from '@/lib/servicing/client/use-loans';
import type { LoanView } from '@/lib/servicing/language/loan-views';
import { ClockList } from './clock-words';
import { LineageView } from './lineage-view';
import { loanName } from './loan-name';
import { PaymentsView } from './payments-view';
import { StandingStatus } from './standing-status';
import { Timeline } from './timeline';
import { Erased, Withheld } from './withheld';

const VIEWS = ['timeline', 'lineage', 'payments', 'access', 'proof'] as const;
type View = (typeof VIEWS)[number];
const VIEW_WORDS: Readonly<Record<View, string>> = {
  timeline: 'Timeline',
  lineage: 'Lineage',
  payments: 'Payments',
  access: 'Access',
  proof: 'Proof',
};

interface LoanPageProps {
  readonly first: LoanView;
  readonly mayPost: boolean;
  /** Views of other rooms, composed by the page. */
  readonly access: ReactNode;
  readonly proof: ReactNode;
}

/** A loan, whole: what it is, how it stands, its clocks, and five ways to look at its record. */
export function LoanPage({ first, mayPost, access, proof }: LoanPageProps): ReactNode {
  const loan = useLoan(first.loanId, first).data ?? first;
  const history = useHistory(first.loanId);
  const [view, setView] = useQueryState('view', parseAsStringLiteral(VIEWS).withDefault('timeline'));
  return (
    <div className="flex flex-col gap-5">
      <LoanHeader loan={loan} />
      {loan.clocks.length > 0 && (
        <section aria-label="Legal clocks" className="card p-4">
          <h2 className="mb-2">Legal clocks</h2>
          <ClockList clocks={loan.clocks} />
        </section>
      )}
      <Tabs label="The loan’s record" words={VIEW_WORDS} open={view} choose={(next) => void setView(next)}>
        {view === 'payments' && <PaymentsView loan={loan} mayPost={mayPost} />}
        {view === 'access' && access}
        {view === 'proof' && proof}
        {(view === 'timeline' || view === 'lineage') && <NotShown of={history} />}
        {history.isPending && (view === 'timeline' || view === 'lineage') && <Waiting />}
        {history.data !== undefined && view === 'timeline' && <Timeline facts={history.data.facts} />}
        {history.data !== undefined && view === 'lineage' && <LineageView facts={history.data.facts} parties={loan.parties} />}
      </Tabs>
    </div>
  ); // prettier-ignore
}

function LoanHeader({ loan }: { readonly loan: LoanView }): ReactNode {
  const past = useMoment() !== undefined;
  const { fields, standing } = loan;
  const text = (name: string): string | undefined => (typeof fields[name] === 'string' ? fields[name] : undefined);
  const hidden = new Set(loan.withheld.map((each) => each.field));
  const shown = (name: string, what: string, value: ReactNode): ReactNode =>
    hidden.has(name) ? <Withheld what={what} /> : loan.erased.includes(name) ? <Erased what={what} /> : (value ?? '—');
  const agencyLoanId = text('agencyLoanId');
  return (
    <header>
      <div className="flex flex-wrap items-center gap-3">
        <h1>{agencyLoanId === undefined ? loanName(loan) : agencyLoanId}</h1>
        <Changed value={standing.bucket}><StandingStatus bucket={standing.bucket} /></Changed>
      </div>
      <p className="mt-1 text-quiet">
        {text('amortization') === 'fixed' ? 'Fixed-rate' : text('amortization') === 'adjustable' ? 'Adjustable-rate' : 'Home'} loan in {text('propertyState') ?? 'a state not given'}
        {standing.asOfOn !== null && `; ${standing.feed === 'direct' && !past ? 'today' : `as of ${formatDate(standing.asOfOn)}`}`}
        {standing.stale && <strong className="text-risk"> · stale: no tape since</strong>}
      </p>
      <dl className="mt-4 grid grid-cols-[repeat(auto-fit,minmax(9rem,1fr))] gap-x-6 gap-y-3">
        <Item term="Unpaid balance">{standing.upb === null ? '—' : <Changed value={formatMoney(standing.upb)} />}</Item>
        <Item term="Days past due"><Changed value={standing.daysPastDue} /></Item>
        <Item term="First unpaid">{standing.earliestUnpaidDueOn === null ? '—' : <Changed value={formatDate(standing.earliestUnpaidDueOn)} />}</Item>
        <Item term="Est. P&I due">{standing.estimatedAmountDue === null ? '—' : <Changed value={formatMoney(standing.estimatedAmountDue)} />}</Item>
        <Item term="Credit score">{shown('creditScore', 'The credit score', numberWords(fields.creditScore))}{typeof fields.creditScoreBand === 'string' && hidden.has('creditScore') && <> band {fields.creditScoreBand}</>}</Item>
        <Item term="Borrower">{shown('name', 'The borrower’s name', text('name') ?? 'not named')}</Item>
      </dl>
      <p className="mt-3 text-quiet">
        {loan.parties.map((party) => (party.role === 'homeowner' ? party.name : `${party.name} (${party.role})`)).join(' · ')}
      </p>
    </header>
  ); // prettier-ignore
}

function numberWords(value: unknown): string {
  return typeof value === 'number' ? String(value) : '—';
}

function Item({ term, children }: { readonly term: string; readonly children: ReactNode }): ReactNode {
  return (
    <div>
      <dt className="text-quiet">{term}</dt>
      <dd className="font-medium">{children}</dd>
    </div>
  );
}
