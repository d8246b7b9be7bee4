'use client';
import { formText } from '@/components/ui/form-text';
import { useState, type ReactNode, type SyntheticEvent } from 'react';
import { Scroller } from '@/components/ui/scroller';
import { Button } from '@/components/ui/button';
import { formatMoney, formatPeriod } from '@/components/ui/format';
import { usePostPayment } from '@/lib/servicing/client/use-loans';
import type { LoanView } from '@/lib/servicing/language/loan-views';

/** Months as reported, and for the servicer the form that posts a payment. */
export function PaymentsView({ loan, mayPost }: { readonly loan: LoanView; readonly mayPost: boolean }): ReactNode {
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[1fr_22rem]">
      <Scroller label="Months reported">
        <table className="rows" aria-label="Months reported">
          <thead><tr><th scope="col">Month</th><th scope="col">Status</th><th scope="col" className="num">Unpaid balance</th></tr></thead>
          <tbody>
            {loan.months.map((month) => (
              <tr key={month.period}><td>{formatPeriod(month.period)}</td><td>{statusWords(month.delinquencyStatus)}</td><td className="num">{formatMoney(month.upb)}</td></tr>
            ))}
          </tbody>
        </table>
      </Scroller>
      {mayPost && <PostPayment loan={loan} />}
    </div>
  ); // prettier-ignore
}

function statusWords(status: string): string {
  if (status === 'RA') return 'Property acquired';
  if (status === 'XX') return 'Not known';
  const months = Number(status);
  return months === 0 ? 'Current' : `${String(months)} month${months === 1 ? '' : 's'} late`;
}

function PostPayment({ loan }: { readonly loan: LoanView }): ReactNode {
  const post = usePostPayment(loan.loanId);
  const [key, setKey] = useState(() => crypto.randomUUID());
  const submit = (event: SyntheticEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const amount = dollars(formText(data, 'amount'));
    post.mutate({ amount, receivedOn: formText(data, 'receivedOn'), key }, { onSuccess: () => { form.reset(); setKey(crypto.randomUUID()); } }); // prettier-ignore
  };
  const { estimatedPrincipalAndInterest } = loan.standing;
  return (
    <form onSubmit={submit} className="card flex flex-col gap-3 p-4" aria-label="Post a payment">
      <h2>Post a payment</h2>
      <p className="text-quiet">
        It pays the oldest unpaid instalments first.
        {estimatedPrincipalAndInterest !== null && ` One instalment is estimated at ${formatMoney(estimatedPrincipalAndInterest)}.`} From then on this loan moves with the calendar.
      </p>
      <label>Amount received<input name="amount" inputMode="decimal" required className="field mt-1" placeholder="$1,580.17" /></label>
      <label>Day received<input name="receivedOn" type="date" required className="field mt-1" /></label>
      {post.error !== null && <p role="alert" className="rounded-md bg-late-soft p-2 text-late">{post.error.message}</p>}
      {post.isSuccess && <p role="status" className="rounded-md bg-good-soft p-2 text-good">Posted: every party sees it now.</p>}
      <Button type="submit" disabled={post.isPending}>{post.isPending ? 'Posting…' : 'Post payment'}</Button>
    </form>
  ); // prettier-ignore
}

/** Takes an amount as people write it: "$1,580.17", "1580", "1 580.1". */
function dollars(text: string): string {
  const plain = text.replace(/[$,\s]/g, '');
  const match = /^(\d+)(?:\.(\d{1,2}))?$/.exec(plain);
  return match === null ? plain : `${match[1] ?? '0'}.${(match[2] ?? '').padEnd(2, '0')}`;
}
