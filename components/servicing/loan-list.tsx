'use client';
import { formText } from '@/components/ui/form-text';
import { parseAsString, useQueryStates } from 'nuqs';
import type { ReactNode, SyntheticEvent } from 'react';
import { Scroller } from '@/components/ui/scroller';
import { Button } from '@/components/ui/button';
import { Changed } from '@/components/ui/changed';
import { formatDate, formatMoney } from '@/components/ui/format';
import { EmptyNote, Waiting } from '@/components/ui/notes';
import { NotShown } from '@/components/ui/not-shown';
import { KeptLink } from '@/components/ui/kept-link';
import { useLoans } from '@/lib/servicing/client/use-loans';
import type { LoanListItem, LoanPage } from '@/lib/servicing/language/loan-views';
import { LoanName } from './loan-name';
import { StandingStatus } from './standing-status';
import { Withheld } from './withheld';

const ANY = { search: parseAsString.withDefault(''), late: parseAsString.withDefault(''), cursor: parseAsString.withDefault('') };

/** Every loan this reader is party to, latest first; filters live in the address. */
export function LoanList({ firstPage }: { readonly firstPage: LoanPage }): ReactNode {
  const [filter, setFilter] = useQueryStates(ANY);
  const unfiltered = Object.values(filter).every((value) => value === '');
  const loans = useLoans(filter, unfiltered ? firstPage : undefined);
  const next = loans.data?.next_cursor ?? null;
  const find = (event: SyntheticEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    void setFilter({ search: formText(data, 'search'), late: formText(data, 'late'), cursor: '' });
  };
  return (
    <div className="flex flex-col gap-4">
      <h1>Loans</h1>
      <form onSubmit={find} className="flex flex-wrap items-end gap-3">
        <label className="w-56">Number<input name="search" defaultValue={filter.search} className="field mt-1" placeholder="F24Q1N000012" /></label>
        <label className="w-44">Late
          <select name="late" defaultValue={filter.late} className="field mt-1">
            <option value="">Any</option>
            <option value="1">A month or more</option>
            <option value="2">Two months or more</option>
            <option value="3">Three months or more</option>
          </select>
        </label>
        <Button type="submit" look="plain">Find</Button>
        {!unfiltered && <Button look="plain" onClick={() => void setFilter(null)}>Clear</Button>}
      </form>
      <NotShown of={loans} />
      {loans.isPending && <Waiting lines={12} />}
      {loans.data?.loans.length === 0 && <EmptyNote title="No loans here">{unfiltered ? 'Loans appear here when a tape names you as a party.' : 'Nothing matches. Clear the filter to see all loans.'}</EmptyNote>}
      {loans.data !== undefined && loans.data.loans.length > 0 && <LoanTable loans={loans.data.loans} />}
      {next !== null && <Button look="plain" className="self-start" onClick={() => void setFilter({ cursor: next })}>Next page</Button>}
    </div>
  ); // prettier-ignore
}

function LoanTable({ loans }: { readonly loans: readonly LoanListItem[] }): ReactNode {
  return (
    <Scroller label="Loans">
      <table className="rows" aria-label="Loans">
        <thead>
          <tr><th scope="col">Loan</th><th scope="col">State</th><th scope="col">Standing (MBA)</th><th scope="col" className="num">Balance</th><th scope="col" className="num">Rate</th><th scope="col">As of</th></tr>
        </thead>
        <tbody>
          {loans.map((loan) => (
            <tr key={loan.loanId} className="hover:bg-sunk">
              <td><KeptLink href={`/loans/${loan.loanId}`}><LoanName loan={loan} /></KeptLink>{loan.withheld.some((each) => each.field === 'agencyLoanId') && <span className="ml-2"><Withheld what="The number" /></span>}</td>
              <td>{loan.propertyState ?? '—'}</td>
              <td><Changed value={loan.standing.bucket}><StandingStatus bucket={loan.standing.bucket} /></Changed></td>
              <td className="num">{loan.standing.upb === null ? '—' : <Changed value={formatMoney(loan.standing.upb)} />}</td>
              <td className="num">{loan.standing.noteRate === null ? '—' : `${loan.standing.noteRate}%`}</td>
              <td className={loan.standing.stale ? 'text-risk' : 'text-quiet'}>{loan.standing.asOfOn === null ? '—' : formatDate(loan.standing.asOfOn)}{loan.standing.stale && ' · stale'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  ); // prettier-ignore
}
