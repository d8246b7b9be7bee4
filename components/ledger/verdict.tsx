import { CircleCheck, CircleX } from 'lucide-react';
import type { ReactNode } from 'react';
import type { SealedStream } from '@/lib/ledger/client/fetch-sealed';
import { describeFault, type Fault } from '@/lib/ledger/domain/fault';
import type { LinkCheck, StreamVerdict } from '@/lib/ledger/domain/verify-stream';

interface VerdictProps {
  readonly verdict: StreamVerdict;
  readonly read: SealedStream;
  readonly altered: { readonly version: number; readonly field: string } | undefined;
}

/** What checking found: the answer first, then each link with its digest and whatever is wrong with it. */
export function Verdict({ verdict, read, altered }: VerdictProps): ReactNode {
  const sound = verdict.faults.length === 0;
  return (
    <section aria-label="Result" className="flex flex-col gap-3">
      <div role="status" className={`rounded-md p-4 ${sound ? 'bg-good-soft text-good' : 'bg-late-soft text-late'}`}>
        <p className="flex items-center gap-2 text-base font-semibold">
          {sound ? <CircleCheck className="size-5" aria-hidden="true" /> : <CircleX className="size-5" aria-hidden="true" />}
          {sound ? `Verified: all ${String(verdict.links.length)} links hold.` : 'This record has been altered.'}
        </p>
        {altered !== undefined && <p className="mt-1">In this copy, one character of “{altered.field}” in entry {altered.version} was changed. The ledger itself is untouched.</p>}
        <ul className="mt-1">
          {verdict.faults.map((fault, at) => <li key={at}>{faultWords(fault)}</li>)}
        </ul>
      </div>
      <ol className="card divide-y divide-line" aria-label="Links">
        {verdict.links.map((link) => <Link key={link.version} link={link} />)}
      </ol>
      <p className="text-[13px] text-quiet">Log {read.origin}, record {read.stream}.</p>
    </section>
  ); // prettier-ignore
}

function faultWords(fault: Fault): string {
  const place = [
    fault.version === undefined ? '' : `entry ${String(fault.version)}`,
    fault.fact ?? '',
    fault.field === undefined ? '' : `field “${fault.field}”`,
  ].filter((part) => part !== '');
  return `${place.join(', ')}: ${describeFault(fault)}`;
}

function Link({ link }: { readonly link: LinkCheck }): ReactNode {
  const sound = link.faults.length === 0;
  return (
    <li className={`flex flex-wrap items-center gap-x-3 px-4 py-2 text-[13px] ${sound ? '' : 'bg-late-soft'}`}>
      {sound ? (
        <CircleCheck className="size-4 text-good" aria-label="holds" />
      ) : (
        <CircleX className="size-4 text-late" aria-label="broken" />
      )}
      <span className="w-8">#{link.version}</span>
      <code className="break-all">{link.digest.slice(0, 16)}…</code>
      <span className="text-quiet">
        {link.shown} field{link.shown === 1 ? '' : 's'} shown{link.withheld > 0 && `, ${String(link.withheld)} withheld`}
      </span>
    </li>
  );
}
