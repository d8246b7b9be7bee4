'use client';
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useState, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { count } from '@/components/ui/format';
import { EmptyNote, Waiting } from '@/components/ui/notes';
import { Press } from '@/components/ui/press';
import { NotShown } from '@/components/ui/not-shown';
import { OnTheWay } from '@/components/ui/on-the-way';
import { useGo } from '@/lib/platform/client/use-go';
import { useMayChange } from '@/lib/platform/client/copy';
import { useAsking } from '@/lib/platform/client/moment';
import { useLastLook } from '@/lib/platform/client/use-last-look';
import { useAlerts, useAlertSummary, useWorkAlert } from '@/lib/servicing/client/use-alerts';
import { DEADLINE_WINDOWS, type AlertPage, type AlertSummary, type DeadlineWindow } from '@/lib/servicing/language/alert-views';
import { AlertPanel } from './alert-panel';
import { AlertTable } from './alert-table';
import { useTriageKeys } from './use-triage-keys';

const WINDOW_WORDS: Readonly<Record<DeadlineWindow, string>> = {
  overdue: 'Overdue',
  today: 'Due today',
  week: 'Next seven days',
  later: 'Later',
};

interface TriageProps {
  readonly firstPage: AlertPage;
  readonly firstSummary: AlertSummary;
  readonly me: string;
}

/** The servicer's triage: what changed, deadlines as filters, the list, and beside it the alert being looked at. */
export function Triage({ firstPage, firstSummary, me }: TriageProps): ReactNode {
  const [view, setView] = useQueryStates({ window: parseAsStringLiteral(DEADLINE_WINDOWS), cursor: parseAsString });
  const query = { window: view.window ?? undefined, cursor: view.cursor ?? undefined };
  const unfiltered = view.window === null && view.cursor === null;
  const alerts = useAlerts(query, unfiltered ? firstPage : undefined);
  const summary = useAlertSummary(useLastLook('triage'), firstSummary);
  const work = useWorkAlert();
  const asking = useAsking();
  const past = asking.key !== 'now';
  const mayChange = useMayChange();
  const { go, pending } = useGo();
  const [selected, setSelected] = useState<string>();
  const list = alerts.data?.alerts ?? [];
  const at = Math.max(
    0,
    list.findIndex((alert) => alert.loanId === selected),
  );
  const current = list[at];
  const next = alerts.data?.next_cursor ?? null;
  useTriageKeys({
    move: (by) => { setSelected(list[Math.min(list.length - 1, Math.max(0, at + by))]?.loanId); },
    open: () => { if (current !== undefined) go(asking.path(`/loans/${current.loanId}`)); },
    acknowledge: () => { if (mayChange && current?.state === 'new') work.mutate({ loanId: current.loanId, action: { kind: 'acknowledge' } }); },
    assign: () => { if (mayChange && current !== undefined) work.mutate({ loanId: current.loanId, action: { kind: 'assign' } }); },
  }); // prettier-ignore
  return (
    <div className="flex flex-col gap-5">
      {pending && <OnTheWay />}
      <h1>
        <TriageSentence summary={summary.data} />
      </h1>
      <Windows summary={summary.data} chosen={view.window} choose={(window) => void setView({ window, cursor: null })} />
      <NotShown of={alerts} />
      {alerts.isPending && <Waiting lines={10} />}
      {alerts.data !== undefined && list.length === 0 && <NoAlerts past={past} mayChange={mayChange} filtered={view.window !== null} clear={() => void setView({ window: null, cursor: null })} />}
      {list.length > 0 && (
        <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_19rem]">
          <AlertTable alerts={list} selected={current?.loanId} select={setSelected} me={me} />
          {current !== undefined && <AlertPanel key={current.loanId} alert={current} me={me} work={work} />}
        </div>
      )}
      <div className="flex items-center gap-3">
        {view.cursor !== null && <Button look="plain" onClick={() => void setView({ cursor: null })}>First page</Button>}
        {next !== null && <Button look="plain" onClick={() => void setView({ cursor: next })}>Next page</Button>}
      </div>
      <p className="text-quiet">
        Keys: <kbd>J</kbd> next, <kbd>K</kbd> before, <kbd>Enter</kbd> open{mayChange && <>, <kbd>A</kbd> assign to me, <kbd>E</kbd> acknowledge</>}.
      </p>
    </div>
  ); // prettier-ignore
}

function TriageSentence({ summary }: { readonly summary: AlertSummary }): ReactNode {
  const { open, newlyLate, windows } = summary;
  if (open === 0) return 'No loan needs you: no late payment is open.';
  const fresh =
    newlyLate > 0 && newlyLate < open
      ? `${count(newlyLate, 'loan')} newly late since you last looked`
      : `${count(open, 'loan')} late and open`;
  const due =
    windows.today > 0
      ? `${count(windows.today, 'deadline')} due today`
      : windows.overdue > 0
        ? `${count(windows.overdue, 'deadline')} overdue`
        : 'no deadline is overdue';
  return `${fresh}; ${due}.`;
}

interface WindowsProps {
  readonly summary: AlertSummary;
  readonly chosen: DeadlineWindow | null;
  readonly choose: (window: DeadlineWindow | null) => void;
}

function Windows({ summary, chosen, choose }: WindowsProps): ReactNode {
  return (
    <div role="group" aria-label="Deadlines" className="grid grid-cols-2 gap-2 md:grid-cols-4">
      {DEADLINE_WINDOWS.map((window) => (
        <Press
          key={window}
          aria-pressed={chosen === window}
          onClick={() => { choose(chosen === window ? null : window); }}
          className={`card cursor-pointer px-4 py-3 text-left hover:border-accent ${chosen === window ? 'border-accent! bg-accent-soft!' : ''}`}
        >
          <span className="block text-2xl font-semibold">{summary.windows[window].toLocaleString('en-US')}</span>
          <span className="text-quiet">{WINDOW_WORDS[window]}</span>
        </Press>
      ))}
    </div>
  ); // prettier-ignore
}

interface NoAlertsProps {
  readonly past: boolean;
  readonly mayChange: boolean;
  readonly filtered: boolean;
  readonly clear: () => void;
}

function NoAlerts({ past, mayChange, filtered, clear }: NoAlertsProps): ReactNode {
  if (filtered)
    return (
      <EmptyNote title="No deadline lies here">
        <Button look="plain" onClick={clear}>Show all alerts</Button>
      </EmptyNote>
    ); // prettier-ignore
  if (past) return <EmptyNote title="No late payments">No alert was open then.</EmptyNote>;
  return (
    <EmptyNote title="No late payments">
      When a loan misses a payment it appears here within a second.
      {mayChange && (
        <>
          {' '}
          <a href="/tapes/new">Bring in a month</a> to begin.
        </>
      )}
    </EmptyNote>
  );
}
