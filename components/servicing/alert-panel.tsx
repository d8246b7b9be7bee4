'use client';
import { useState, type ReactNode, type SyntheticEvent } from 'react';
import type { UseMutationResult } from '@tanstack/react-query';
import { Button } from '@/components/ui/button';
import { formText } from '@/components/ui/form-text';
import { formatDate, formatInstant, formatMoney } from '@/components/ui/format';
import { NotShown } from '@/components/ui/not-shown';
import { KeptLink } from '@/components/ui/kept-link';
import { useMayChange } from '@/lib/platform/client/copy';
import { useLoan } from '@/lib/servicing/client/use-loans';
import type { AlertView } from '@/lib/servicing/language/alert-views';
import type { AlertWork } from '@/lib/servicing/language/alert-work';
import { CONTACT_CHANNELS, CONTACT_OUTCOMES, RESOLUTIONS, type Resolution } from '@/lib/servicing/language/work-facts';
import { ClockList } from './clock-words';
import { LoanName } from './loan-name';
import { StandingStatus } from './standing-status';

type Work = UseMutationResult<unknown, Error, { loanId: string; action: AlertWork }>;

interface AlertPanelProps {
  readonly alert: AlertView;
  readonly me: string;
  readonly work: Work;
}

/** The alert being looked at: how it stands, its clocks with their arithmetic, and what can be done. */
export function AlertPanel({ alert, me, work }: AlertPanelProps): ReactNode {
  const loan = useLoan(alert.loanId);
  const mayChange = useMayChange();
  const { standing } = alert;
  return (
    <aside aria-label="Alert" className="card flex flex-col gap-4 p-4 xl:sticky xl:top-4">
      <div>
        <h2>
          <KeptLink href={`/loans/${alert.loanId}`}>
            <LoanName loan={alert} />
          </KeptLink>
        </h2>
        <p className="mt-1">
          <StandingStatus bucket={standing.bucket} />
        </p>
        <p className="mt-2">
          First unpaid instalment: <strong>{formatDate(standing.earliestUnpaidDueOn ?? alert.openedDueOn)}</strong>.
          {standing.estimatedAmountDue !== null && ` Estimated principal and interest due: ${formatMoney(standing.estimatedAmountDue)}.`}
        </p>
        {standing.stale && standing.asOfOn !== null && <p className="mt-1 text-risk">No tape since {formatDate(standing.asOfOn)}: what is shown is stale, not later.</p>}
      </div>
      {mayChange && <Actions alert={alert} me={me} work={work} />}
      <section aria-label="Legal clocks">
        <h3 className="mb-2 font-semibold">Legal clocks</h3>
        <NotShown of={loan} />
        <ClockList clocks={loan.data?.clocks ?? []} />
      </section>
      <p className="text-quiet">
        Opened {formatInstant(alert.openedAt)}; last touched {formatInstant(alert.touchedAt)}.
      </p>
    </aside>
  ); // prettier-ignore
}

function Actions({ alert, me, work }: AlertPanelProps): ReactNode {
  const act = (action: AlertWork): void => { work.mutate({ loanId: alert.loanId, action }); }; // prettier-ignore
  return (
    <>
      {work.error !== null && <p role="alert" className="rounded-md bg-late-soft p-2 text-late">{work.error.message}</p>}
      <div className="flex flex-wrap gap-2">
        {alert.state === 'new' && <Button look="plain" disabled={work.isPending} onClick={() => { act({ kind: 'acknowledge' }); }}>Acknowledge</Button>}
        {alert.assignee !== me && <Button look="plain" disabled={work.isPending} onClick={() => { act({ kind: 'assign' }); }}>Assign to me</Button>}
      </div>
      <Resolve act={act} busy={work.isPending} />
      <Contact act={act} busy={work.isPending} madeOn={alert.liveContactOn} />
      <Notice act={act} busy={work.isPending} sentOn={alert.writtenNoticeOn} />
    </>
  ); // prettier-ignore
}

const REASON_WORDS: Readonly<Record<Resolution, string>> = {
  paid: 'Paid', 'promise-to-pay': 'Promise to pay', 'plan-in-place': 'Plan in place', 'reported-in-error': 'Reported in error', transferred: 'Transferred',
}; // prettier-ignore

function Resolve({ act, busy }: { readonly act: (action: AlertWork) => void; readonly busy: boolean }): ReactNode {
  const [reason, setReason] = useState<Resolution>('promise-to-pay');
  return (
    <div className="flex items-end gap-2">
      <label className="grow">
        Resolve because
        <select className="field mt-1" value={reason} onChange={(event) => { setReason(event.target.value as Resolution); }}>
          {RESOLUTIONS.map((each) => <option key={each} value={each}>{REASON_WORDS[each]}</option>)}
        </select>
      </label>
      <Button look="plain" disabled={busy} onClick={() => { act({ kind: 'resolve', reason }); }}>Resolve</Button>
    </div>
  ); // prettier-ignore
}

const words = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1).replaceAll('-', ' ')}`;

interface NoticeProps {
  readonly act: (action: AlertWork) => void;
  readonly busy: boolean;
  readonly sentOn: string | null;
}

function Notice({ act, busy, sentOn }: NoticeProps): ReactNode {
  const submit = (event: SyntheticEvent<HTMLFormElement>): void => {
    event.preventDefault();
    act({ kind: 'notice', sentOn: formText(new FormData(event.currentTarget), 'sentOn') });
  };
  return (
    <details className="rounded-md border border-line p-2">
      <summary className="cursor-pointer font-semibold">{sentOn === null ? 'Record the written notice' : `Notice sent on ${formatDate(sentOn)} · record another`}</summary>
      <form onSubmit={submit} className="mt-2 flex flex-col gap-2">
        <label>Sent on
          <input name="sentOn" type="date" required className="field mt-1" />
        </label>
        <Button type="submit" look="plain" disabled={busy}>Record notice</Button>
      </form>
    </details>
  ); // prettier-ignore
}

function Contact({
  act,
  busy,
  madeOn,
}: {
  readonly act: (action: AlertWork) => void;
  readonly busy: boolean;
  readonly madeOn: string | null;
}): ReactNode {
  const submit = (event: SyntheticEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = Object.fromEntries(new FormData(event.currentTarget)) as {
      channel: 'phone';
      outcome: 'reached';
      madeOn: string;
    };
    act({ kind: 'contact', ...data });
  };
  return (
    <details className="rounded-md border border-line p-2">
      <summary className="cursor-pointer font-semibold">{madeOn === null ? 'Record a contact' : `Reached on ${formatDate(madeOn)} · record another`}</summary>
      <form onSubmit={submit} className="mt-2 flex flex-col gap-2">
        <label>How
          <select name="channel" className="field mt-1">{CONTACT_CHANNELS.map((each) => <option key={each} value={each}>{words(each)}</option>)}</select>
        </label>
        <label>What came of it
          <select name="outcome" className="field mt-1">{CONTACT_OUTCOMES.map((each) => <option key={each} value={each}>{words(each)}</option>)}</select>
        </label>
        <label>When
          <input name="madeOn" type="date" required className="field mt-1" />
        </label>
        <Button type="submit" look="plain" disabled={busy}>Record contact</Button>
      </form>
    </details>
  ); // prettier-ignore
}
