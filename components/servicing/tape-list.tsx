'use client';
import type { ReactNode } from 'react';
import { Scroller } from '@/components/ui/scroller';
import { formatInstant, formatMoney } from '@/components/ui/format';
import { EmptyNote } from '@/components/ui/notes';
import { StatusWord, type Tone } from '@/components/ui/status-word';
import { PageLink } from '@/components/ui/page-link';
import { useTapes } from '@/lib/servicing/client/use-tapes';
import type { TapeState, TapeView } from '@/lib/servicing/language/tape-views';

const STATES: Readonly<Record<TapeState, { words: string; tone: Tone }>> = {
  receiving: { words: 'Waiting for files', tone: 'calm' },
  checking: { words: 'Checking', tone: 'help' },
  ready: { words: 'Ready for you', tone: 'risk' },
  committing: { words: 'Importing', tone: 'help' },
  committed: { words: 'Imported', tone: 'good' },
  refused: { words: 'Refused', tone: 'late' },
  duplicate: { words: 'Imported before', tone: 'calm' },
};

/** A tape's state in a word. */
export function TapeStatus({ state }: { readonly state: TapeState }): ReactNode {
  return <StatusWord tone={STATES[state].tone}>{STATES[state].words}</StatusWord>;
}

/** The newest imports with what became of them. */
export function TapeList({ first }: { readonly first: readonly TapeView[] }): ReactNode {
  const tapes = useTapes(first).data;
  const waiting = tapes.filter((tape) => tape.state === 'ready').length;
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h1>{waiting > 0 ? `${String(waiting)} ${waiting === 1 ? 'tape waits' : 'tapes wait'} for your decision.` : 'Tapes'}</h1>
        <PageLink href="/tapes/new" className="inline-flex min-h-10 items-center rounded-md bg-accent px-4 font-medium text-accent-ink no-underline">Bring in a month</PageLink>
      </div>
      {tapes.length === 0 ? (
        <EmptyNote title="No tape yet">Each month you bring in stands here with its totals and what was found in it.</EmptyNote>
      ) : (
        <Scroller label="Tapes">
          <table className="rows" aria-label="Tapes">
            <thead><tr><th scope="col">Begun</th><th scope="col">Book</th><th scope="col">State</th><th scope="col">Months</th><th scope="col" className="num">Rows</th><th scope="col" className="num">Unpaid balance</th></tr></thead>
            <tbody>
              {tapes.map((tape) => (
                <tr key={tape.id} className="hover:bg-sunk">
                  <td><PageLink href={`/tapes/${tape.id}`}>{formatInstant(tape.createdAt)}</PageLink></td>
                  <td>{tape.bookName}</td>
                  <td><TapeStatus state={tape.state} /></td>
                  <td>{tape.summary === null ? '—' : [...new Set([tape.summary.firstPeriod, tape.summary.lastPeriod])].join(' to ')}</td>
                  <td className="num">{tape.summary?.rowCount.toLocaleString('en-US') ?? '—'}</td>
                  <td className="num">{tape.summary === null ? '—' : formatMoney(tape.summary.upbTotal)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroller>
      )}
    </div>
  ); // prettier-ignore
}
