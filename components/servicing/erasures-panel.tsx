'use client';
import { CircleCheck, Clock } from 'lucide-react';
import type { ReactNode } from 'react';
import { count, formatInstant } from '@/components/ui/format';
import { Waiting } from '@/components/ui/notes';
import { NotShown } from '@/components/ui/not-shown';
import { useMayChange } from '@/lib/platform/client/copy';
import { useErasures } from '@/lib/servicing/client/use-erasures';
import { EraseForm, HoldForm } from './erase-form';
import type { CopyView, ErasureView, HoldView } from '@/lib/servicing/language/erasure-views';

interface ErasuresPanelProps {
  readonly loanId: string;
  /** Who looks: only the servicer erases, and those who may place holds see them. */
  readonly organisation: string;
  readonly mayErase: boolean;
  readonly mayHold: boolean;
}

/** What was erased of this record: a certificate each, with the copies that confirmed and those that have not yet. */
export function ErasuresPanel({ loanId, organisation, mayErase, mayHold }: ErasuresPanelProps): ReactNode {
  const erasures = useErasures(loanId);
  const { data, isPending } = erasures;
  const mayChange = useMayChange();
  return (
    <section aria-labelledby="erasures" className="flex flex-col gap-2">
      <h2 id="erasures">What was erased</h2>
      <p className="max-w-prose text-quiet">An erased value is destroyed in every copy. Its seal stays, so that the rest of the record can still be verified.</p>
      <NotShown of={erasures} />
      {isPending && <Waiting lines={2} />}
      {data?.erasures.length === 0 && <p className="card p-4">Nothing was erased of this record.</p>}
      {data !== undefined && data.erasures.length > 0 && (
        <ol className="flex flex-col gap-3" aria-label="Certificates, newest first">
          {data.erasures.map((erasure) => <Certificate key={erasure.digest} erasure={erasure} />)}
        </ol>
      )}
      {data?.holds.map((hold) => <Hold key={hold.hold} hold={hold} />)}
      {data !== undefined && mayChange && (mayErase || mayHold) && (
        <div className="grid items-start gap-4 lg:grid-cols-2">
          {mayErase && <EraseForm loanId={loanId} />}
          {mayHold && <HoldForm loanId={loanId} own={data.holds.find((hold) => hold.organisation === organisation)?.hold} />}
        </div>
      )}
    </section>
  ); // prettier-ignore
}

function Certificate({ erasure }: { readonly erasure: ErasureView }): ReactNode {
  return (
    <li className="card p-4">
      <p className="font-medium">{erasedWords(erasure)}</p>
      <p className="text-[13px] text-quiet">
        Decided by {erasure.organisationName} · {formatInstant(erasure.decidedAt)} · {erasure.reason} · {erasure.legalBasis}
      </p>
      <ul className="mt-2 flex flex-col gap-1" aria-label="Copies">
        {erasure.copies.map((copy) => <Copy key={copy.holder} copy={copy} />)}
      </ul>
      <p className="mt-2 text-[13px] text-quiet">Certificate: <code className="break-all">{erasure.digest}</code></p>
    </li>
  ); // prettier-ignore
}

function erasedWords({ scope, fields, version }: ErasureView): string {
  if (scope === 'person') return 'All that was kept of the person was erased';
  return `Erased: ${fields.map(fieldWords).join(', ')}${version === null ? '' : ` of entry ${String(version)}`}`;
}

/** A field's name as a person would say it. */
function fieldWords(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function Copy({ copy: { holderName, confirmed } }: { readonly copy: CopyView }): ReactNode {
  if (confirmed === null)
    return (
      <li className="flex items-center gap-2">
        <Clock className="size-4 text-risk" aria-hidden="true" /> {holderName}: not confirmed yet
      </li>
    );
  const key = confirmed.keyDestroyed ? ', and the key they were kept under' : '';
  return (
    <li className="flex items-center gap-2">
      <CircleCheck className="size-4 shrink-0 text-good" aria-hidden="true" />
      {holderName}: {count(confirmed.fieldCount, 'value')} destroyed{key} · {formatInstant(confirmed.at)}
    </li>
  );
}

function Hold({ hold: { reason, since } }: { readonly hold: HoldView }): ReactNode {
  return (
    <p className="card p-4">
      Under a legal hold since {formatInstant(since)}: {reason}. Nothing is erased while it stands.
    </p>
  );
}
