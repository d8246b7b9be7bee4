import { CircleCheck, CircleX } from 'lucide-react';
import type { ReactNode } from 'react';
import type { RecordVerdict } from '@/lib/ledger/client/check-record';
import { describeFault, type Fault } from '@/lib/ledger/domain/fault';
import { FindingList } from './finding-list';
import { findingsOf } from './findings';
import { LinkList } from './link-list';
import { PolicyChanged } from './policy-changed';
import { SuccessionMet } from './succession-met';

interface VerdictProps {
  readonly verdict: RecordVerdict;
  readonly files: string | undefined;
  readonly recheck: () => void;
}

/** What checking found: the answer first, then each question with its own, then every entry with whatever is wrong with it. */
export function Verdict({ verdict, files, recheck }: VerdictProps): ReactNode {
  const { read, chain, faults, altered, log } = verdict;
  const sound = faults.length === 0;
  return (
    <section aria-label="Result" className="flex flex-col gap-3">
      <div role="status" className={`rounded-md p-4 ${sound ? 'bg-good-soft text-good' : 'bg-late-soft text-late'}`}>
        <p className="flex items-center gap-2 text-base font-semibold">
          {sound ? <CircleCheck className="size-5" aria-hidden="true" /> : <CircleX className="size-5" aria-hidden="true" />}
          {sound ? `Verified: all ${String(chain.links.length)} links hold.` : headline(faults)}
        </p>
        {altered !== undefined && <p className="mt-1">In this copy, one character of “{altered.field}” in entry {altered.version} was changed. The ledger itself is untouched.</p>}
        {!sound && altered === undefined && <p className="mt-1">Do not rely on what this page shows. Keep a copy, and tell the other parties to this loan.</p>}
        <ul className="mt-1">
          {faults.map((fault, at) => <li key={at}>{faultWords(fault)}</li>)}
        </ul>
      </div>
      {log?.succession !== undefined && <SuccessionMet succession={log.succession} recheck={recheck} />}
      {log?.policyChanged !== undefined && <PolicyChanged signers={log.policyChanged.signers} recheck={recheck} />}
      <FindingList findings={findingsOf(verdict)} />
      <p className="max-w-prose text-quiet">Checking cannot show that a fact is true: it shows who asserted it, and that nobody can take it back or tell anyone otherwise unnoticed. <a href="/promise">What we promise</a></p>
      <LinkList links={chain.links} open={!sound} files={files} />
      <p className="text-[13px] break-words text-quiet">Log {read.origin}, record {read.stream}.</p>
    </section>
  ); // prettier-ignore
}

/** A record can be wrong in itself, or sound and shown in a log that is not. */
function headline(faults: readonly Fault[]): string {
  const codes = new Set(faults.map(({ code }) => code));
  if ([...codes].every((code) => code.startsWith('QUORUM'))) return 'This record holds, but not enough witnesses vouch for the log.';
  if ([...codes].every((code) => code === 'LOG_SUCCEEDED')) return 'This record holds, in a log that goes on under another name.';
  if (codes.has('END_CONTRADICTED') || codes.has('LOG_REWRITTEN')) return 'You are not shown what others were shown.';
  return 'This record has been altered.';
} // prettier-ignore

function faultWords(fault: Fault): string {
  const place = [
    fault.version === undefined ? '' : `entry ${String(fault.version)}`,
    fault.fact ?? '',
    fault.field === undefined ? '' : `field “${fault.field}”`,
  ].filter((part) => part !== '');
  return place.length === 0 ? describeFault(fault) : `${place.join(', ')}: ${describeFault(fault)}`;
}
