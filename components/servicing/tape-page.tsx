'use client';
import { useState, type ReactNode } from 'react';
import { Scroller } from '@/components/ui/scroller';
import { Button } from '@/components/ui/button';
import { formatInstant, formatMoney, formatPeriod } from '@/components/ui/format';
import { useConfirmTape, useTape } from '@/lib/servicing/client/use-tapes';
import type { TapeDetail, TapeSummary } from '@/lib/servicing/language/tape-views';
import { otherDifferences } from './difference-words';
import { RowBar } from './progress-bar';
import { TapeStatus } from './tape-list';

/** One import from its files to its facts: progress, what was found, and the decision. */
export function TapePage({ first }: { readonly first: TapeDetail }): ReactNode {
  const tape = useTape(first.id, first).data;
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-wrap items-center gap-3">
        <h1>{tape.bookName}: {tape.summary?.lastPeriod ?? 'a month on its way'}</h1>
        <TapeStatus state={tape.state} />
      </div>
      <p className="text-quiet">
        Begun {formatInstant(tape.createdAt)}. {Object.values(tape.files).map((file) => `${file.name} (SHA-256 ${file.sha256.slice(0, 12)}…)`).join(', ')}
      </p>
      <Now tape={tape} />
      {tape.summary !== null && <Totals summary={tape.summary} />}
      {tape.differences.length > 0 && <Differences tape={tape} />}
      {tape.problems.length > 0 && <Problems tape={tape} />}
    </div>
  ); // prettier-ignore
}

function Now({ tape }: { readonly tape: TapeDetail }): ReactNode {
  switch (tape.state) {
    case 'receiving':
      return <p className="card p-4">The files have not all arrived. If sending was interrupted, nothing is lost: <a href="/tapes/new">send them again</a>.</p>;
    case 'checking':
      return <div className="card p-4"><RowBar label="Checking every line" progress={tape.progress} /></div>;
    case 'ready':
      return <Decide tape={tape} />;
    case 'committing':
      return (
        <div className="card flex flex-col gap-3 p-4">
          <RowBar label="Appending facts to the ledger" progress={tape.progress} />
          {tape.fault !== null && <p role="alert" className="rounded-md bg-risk-soft p-2 text-risk">{tape.fault.message} This import goes on by itself.</p>}
        </div>
      );
    case 'committed':
      return <p role="status" className="rounded-md bg-good-soft p-4 text-good">Imported: every party sees these facts now. <a href="/triage">Go to triage</a></p>;
    case 'refused':
    case 'duplicate':
      return <p role="alert" className={`rounded-md p-4 ${tape.state === 'refused' ? 'bg-late-soft text-late' : 'bg-sunk'}`}>{tape.fault?.message}</p>;
  }
} // prettier-ignore

function Decide({ tape }: { readonly tape: TapeDetail }): ReactNode {
  const confirm = useConfirmTape(tape.id);
  const [reason, setReason] = useState('');
  const changes = (tape.summary?.changedRows ?? 0) > 0;
  const nothing = tape.summary !== null && tape.summary.newRows + tape.summary.changedRows === 0;
  return (
    <div className="card flex flex-col gap-3 p-4">
      <h2>{nothing ? 'Every line of this tape is known already.' : 'Checked. Nothing has been imported yet.'}</h2>
      {tape.fault !== null && <p role="alert" className="rounded-md bg-risk-soft p-2 text-risk">{tape.fault.message}</p>}
      {changes && (
        <label className="max-w-xl">
          Why do months that were imported before read differently now?
          <input className="field mt-1" value={reason} maxLength={200} onChange={(event) => { setReason(event.target.value); }} />
          <span className="text-quiet">Your words stand with each correction, for every party to read.</span>
        </label>
      )}
      {confirm.error !== null && <p role="alert" className="rounded-md bg-late-soft p-2 text-late">{confirm.error.message}</p>}
      <Button className="self-start" disabled={confirm.isPending} onClick={() => { confirm.mutate({ reason }); }}>
        {confirm.isPending ? 'Confirming…' : changes ? 'Import and append corrections' : 'Import'}
      </Button>
    </div>
  ); // prettier-ignore
}

function Totals({ summary }: { readonly summary: TapeSummary }): ReactNode {
  const number = (count: number): string => count.toLocaleString('en-US');
  const items = [
    ['Rows', number(summary.rowCount)], ['Unpaid balance', formatMoney(summary.upbTotal)], ['New loans', number(summary.newLoans)], ['Known loans', number(summary.knownLoans)],
    ['New months', number(summary.newRows)], ['Changed months', number(summary.changedRows)], ['Unchanged', number(summary.unchangedRows)], ['Lines set aside', number(summary.problemRows)],
  ] as const; // prettier-ignore
  return (
    <section aria-label="What was found" className="card p-4">
      <dl className="grid grid-cols-[auto_1fr] gap-4 sm:grid-cols-4">
        {items.map(([term, value]) => <div key={term}><dt className="text-quiet">{term}</dt><dd className="text-lg font-semibold">{value}</dd></div>)}
      </dl>
      <p className="mt-3 text-quiet">Layout: {summary.release}. {summary.notes.join(' ')}</p>
    </section>
  ); // prettier-ignore
}

function Differences({ tape }: { readonly tape: TapeDetail }): ReactNode {
  const money = (cents: string): string => formatMoney(`${cents.slice(0, -2) || '0'}.${cents.slice(-2).padStart(2, '0')}`);
  return (
    <section aria-labelledby="differences">
      <h2 id="differences" className="mb-2">Months that read differently now{tape.summary !== null && tape.summary.changedRows > 100 && ` (the first 100 of ${tape.summary.changedRows.toLocaleString('en-US')})`}</h2>
      <Scroller label="Differences">
        <table className="rows">
          <thead><tr><th scope="col">Loan</th><th scope="col">Month</th><th scope="col">Line</th><th scope="col">Status</th><th scope="col" className="num">Balance before</th><th scope="col" className="num">Balance now</th><th scope="col">What else</th></tr></thead>
          <tbody>
            {tape.differences.map((each) => (
              <tr key={`${each.loanId} ${String(each.period)}`}>
                <td><a href={`/loans/${each.loanId}`}>{each.agencyLoanId}</a></td><td>{formatPeriod(each.period)}</td><td>{each.line}</td>
                <td>{each.before.status === each.after.status ? each.after.status : `${each.before.status} → ${each.after.status}`}</td>
                <td className="num">{each.before.upbCents === each.after.upbCents ? <span className="text-quiet">the same</span> : <del>{money(each.before.upbCents)}</del>}</td><td className="num">{money(each.after.upbCents)}</td><td>{otherDifferences(each).join('; ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
    </section>
  ); // prettier-ignore
}

function Problems({ tape }: { readonly tape: TapeDetail }): ReactNode {
  return (
    <section aria-labelledby="problems">
      <h2 id="problems" className="mb-2">Lines set aside</h2>
      <p className="mb-2"><a href={`/api/v1/tapes/${tape.id}/problems`} download>Download them with reasons</a>, mend them, and send them as a tape of their own.</p>
      <Scroller label="Lines set aside in detail">
        <table className="rows">
          <thead><tr><th scope="col">File</th><th scope="col">Line</th><th scope="col">Field</th><th scope="col">Reason</th></tr></thead>
          <tbody>{tape.problems.map((each) => <tr key={`${each.file} ${String(each.line)} ${each.field}`}><td>{each.file}</td><td>{each.line}</td><td>{each.field}</td><td>{each.reason}</td></tr>)}</tbody>
        </table>
      </Scroller>
    </section>
  ); // prettier-ignore
}
