'use client';
import { parseAsString, useQueryState } from 'nuqs';
import type { ReactNode } from 'react';
import { Scroller } from '@/components/ui/scroller';
import { bucketName } from '@/components/ui/bucket-table';
import { Button } from '@/components/ui/button';
import { formatDate, formatInstant, formatMoney } from '@/components/ui/format';
import { EmptyNote } from '@/components/ui/notes';
import { NotShown } from '@/components/ui/not-shown';
import { KeptLink } from '@/components/ui/kept-link';
import { useMovements, type MovementPage } from '@/lib/lending/client/use-portfolio';

/** Loans that moved between buckets, newest first. */
export function Movements({ first }: { readonly first: MovementPage }): ReactNode {
  const [cursor, setCursor] = useQueryState('cursor', parseAsString.withDefault(''));
  const page = useMovements(cursor, cursor === '' ? first : undefined);
  const next = page.data?.next_cursor ?? null;
  return (
    <div className="flex flex-col gap-4">
      <h1>Movements</h1>
      <NotShown of={page} />
      {page.data?.movements.length === 0 && <EmptyNote title="Nothing has moved">When a loan rolls into another bucket it stands here, with the fact that moved it.</EmptyNote>}
      {page.data !== undefined && page.data.movements.length > 0 && (
        <Scroller label="Movements">
          <table className="rows" aria-label="Movements">
            <thead><tr><th scope="col">Loan</th><th scope="col">From</th><th scope="col">To</th><th scope="col" className="num">Balance</th><th scope="col">As of</th><th scope="col">Recorded</th></tr></thead>
            <tbody>
              {page.data.movements.map((each) => (
                <tr key={`${String(each.index)} ${each.loanId}`}>
                  <td><KeptLink href={`/loans/${each.loanId}`}>{each.agencyLoanId ?? `Loan ${each.loanId.slice(0, 8)}`}</KeptLink></td>
                  <td>{bucketName(each.from)}</td><td className="font-medium">{bucketName(each.to)}</td><td className="num">{formatMoney(each.upb)}</td><td>{formatDate(each.asOfOn)}</td><td className="text-quiet">{formatInstant(each.recordedAt)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroller>
      )}
      {next !== null && <Button look="plain" className="self-start" onClick={() => void setCursor(next)}>Next page</Button>}
    </div>
  ); // prettier-ignore
}
