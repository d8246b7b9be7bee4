'use client';
import { useEffect, useRef, type ReactNode } from 'react';
import { Scroller } from '@/components/ui/scroller';
import { Changed } from '@/components/ui/changed';
import { formatDate, formatMoney } from '@/components/ui/format';
import { StatusWord } from '@/components/ui/status-word';
import { KeptLink } from '@/components/ui/kept-link';
import { useMoment } from '@/lib/platform/client/moment';
import type { AlertView } from '@/lib/servicing/language/alert-views';
import { ClockWords } from './clock-words';
import { LoanName } from './loan-name';

const STATE_WORDS = { new: 'New', acknowledged: 'Seen', working: 'In work', resolved: 'Resolved' } as const;

interface AlertTableProps {
  readonly alerts: readonly AlertView[];
  readonly selected: string | undefined;
  readonly select: (loanId: string) => void;
  readonly me: string;
}

/** One alert a line: how late, the next deadline in words, what is due and who works it. */
export function AlertTable({ alerts, selected, select, me }: AlertTableProps): ReactNode {
  return (
    <Scroller label="Late-payment alerts">
      <table className="rows" aria-label="Late-payment alerts">
        <thead>
          <tr>
            <th scope="col">Loan</th>
            <th scope="col" className="num">Days late</th>
            <th scope="col">Months late<span className="block font-normal">MBA · OTS</span></th>
            <th scope="col">Next deadline</th>
            <th scope="col" className="num">Est. P&amp;I due</th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {alerts.map((alert) => (
            <Row key={alert.loanId} alert={alert} chosen={alert.loanId === selected} select={select} me={me} />
          ))}
        </tbody>
      </table>
    </Scroller>
  ); // prettier-ignore
}

function Row({
  alert,
  chosen,
  select,
  me,
}: {
  readonly alert: AlertView;
  readonly chosen: boolean;
  readonly select: (loanId: string) => void;
  readonly me: string;
}): ReactNode {
  const row = useRef<HTMLTableRowElement>(null);
  const { standing } = alert;
  const past = useMoment() !== undefined;
  // The keys move the choice; the page must show where it went.
  useEffect(() => {
    if (chosen) row.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    <tr ref={row} data-row aria-selected={chosen} onClick={() => { select(alert.loanId); }} className={`cursor-pointer ${chosen ? 'bg-accent-soft' : 'hover:bg-sunk'}`}>
      <th scope="row" className="text-ink! font-normal!">
        <KeptLink href={`/loans/${alert.loanId}`}>
          <LoanName loan={alert} />
        </KeptLink>
      </th>
      <td className="num">
        <Changed value={standing.daysPastDue} />
        <span className="block text-[12px] text-quiet">{standing.feed === 'direct' && !past ? 'today' : standing.asOfOn === null ? '' : `as of ${formatDate(standing.asOfOn)}`}</span>
      </td>
      <td>
        <Changed value={`${standing.delinquencyStatus === 'RA' ? 'REO' : String(standing.mbaMonthsLate)} · ${String(standing.otsMonthsLate)}`} />
      </td>
      <td>{alert.nextClock === null ? <StatusWord tone="good">Contacted, notice sent</StatusWord> : <ClockWords clock={alert.nextClock} />}</td>
      <td className="num">{standing.estimatedAmountDue === null ? '—' : <Changed value={formatMoney(standing.estimatedAmountDue)} />}</td>
      <td className="whitespace-nowrap">
        <Changed value={STATE_WORDS[alert.state]} />
        {alert.assignee !== null && <span className="block text-[12px] text-quiet">{alert.assignee === me ? 'you' : 'a colleague'}</span>}
      </td>
    </tr>
  ); // prettier-ignore
}
