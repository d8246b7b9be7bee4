'use client';
import { useRef, useState, type ReactNode, type SyntheticEvent } from 'react';
import { Button } from '@/components/ui/button';
import { formText } from '@/components/ui/form-text';
import { useErase, useHold } from '@/lib/servicing/client/use-erasures';

/** What can be erased by itself, in words; the rest only goes with the person. */
const CHOICES = [
  ['identity', 'Who the borrower is'],
  ['credit-score', 'Credit score'],
  ['credit-score-band', 'Credit score band'],
  ['property-area', 'Where the property is'],
  ['person', 'All that is kept of the person'],
] as const;

/** What was filled in, until it is confirmed. */
interface Asked {
  readonly words: string;
  readonly body: Readonly<Record<string, string>>;
}

/** For the servicer: decides an erasure, once it is confirmed. A refusal says why, and from which day it would be allowed. */
export function EraseForm({ loanId }: { readonly loanId: string }): ReactNode {
  const erase = useErase(loanId);
  const [key, setKey] = useState(() => crypto.randomUUID());
  const [asked, setAsked] = useState<Asked>();
  const form = useRef<HTMLFormElement>(null);
  const submit = (event: SyntheticEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setAsked(readForm(new FormData(event.currentTarget)));
  };
  const confirm = (body: Asked['body']): void => {
    setAsked(undefined);
    erase.mutate({ body, key }, { onSuccess: () => { form.current?.reset(); setKey(crypto.randomUUID()); } }); // prettier-ignore
  };
  return (
    <form ref={form} onSubmit={submit} onChange={() => { setAsked(undefined); }} className="card flex flex-col gap-3 p-4" aria-label="Erase">
      <h3 className="font-semibold">Erase</h3>
      <p className="max-w-prose text-quiet">Gone for good, in every copy. Reason and legal basis stay in the record for ever: put no personal data in them.</p>
      <label>What
        <select name="what" required className="field mt-1">
          {CHOICES.map(([value, words]) => <option key={value} value={value}>{words}</option>)}
        </select>
      </label>
      <label>Reason<input name="reason" required maxLength={200} className="field mt-1" /></label>
      <label>Legal basis<input name="legalBasis" required maxLength={200} className="field mt-1" /></label>
      {erase.error !== null && <p role="alert" className="rounded-md bg-late-soft p-2 text-late">{erase.error.message}</p>}
      {erase.isSuccess && <p role="status" className="rounded-md bg-good-soft p-2 text-good">Decided: each copy confirms above.</p>}
      {asked === undefined ? <Button type="submit" look="danger" disabled={erase.isPending}>{erase.isPending ? 'Erasing…' : 'Erase…'}</Button>
        : <AreYouSure words={asked.words} yes={() => { confirm(asked.body); }} no={() => { setAsked(undefined); }} />}
    </form>
  ); // prettier-ignore
}

function readForm(data: FormData): Asked {
  const what = formText(data, 'what');
  const wanted: Asked['body'] = what === 'person' ? { scope: 'person' } : { scope: 'fields', group: what };
  const why = { reason: formText(data, 'reason'), legalBasis: formText(data, 'legalBasis') };
  return { words: CHOICES.find(([value]) => value === what)?.[1] ?? what, body: { ...wanted, ...why } };
}

function focusOn(shown: HTMLElement | null): void {
  shown?.focus();
}

/** Nothing brings an erased value back: it is asked once more, by its name. */
function AreYouSure({
  words,
  yes,
  no,
}: {
  readonly words: string;
  readonly yes: () => void;
  readonly no: () => void;
}): ReactNode {
  return (
    <div role="group" aria-label="Are you sure?" tabIndex={-1} ref={focusOn} className="flex flex-col gap-3 rounded-md bg-late-soft p-3">
      <p className="text-late"><strong>{words}</strong>: destroyed in every copy. Nobody can bring it back, neither you nor we.</p>
      <div className="flex flex-wrap gap-2">
        <Button look="danger" onClick={yes}>Erase for good</Button>
        <Button look="plain" onClick={no}>Keep it</Button>
      </div>
    </div>
  ); // prettier-ignore
}

/** For servicer and owner: while a legal hold stands, nothing is erased. With one of the organisation's own it ends that. */
export function HoldForm({ loanId, own }: { readonly loanId: string; readonly own: string | undefined }): ReactNode {
  const hold = useHold(loanId);
  const [key, setKey] = useState(() => crypto.randomUUID());
  const submit = (event: SyntheticEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const body = { reason: formText(new FormData(form), 'reason'), ...(own !== undefined && { release: own }) };
    hold.mutate({ body, key }, { onSuccess: () => { form.reset(); setKey(crypto.randomUUID()); } }); // prettier-ignore
  };
  const words = own === undefined ? 'Place a legal hold' : 'Release your legal hold';
  return (
    <form onSubmit={submit} className="card flex flex-col gap-3 p-4" aria-label={words}>
      <h3 className="font-semibold">{words}</h3>
      <label>Reason, for example a docket number<input name="reason" required maxLength={200} className="field mt-1" /></label>
      {hold.error !== null && <p role="alert" className="rounded-md bg-late-soft p-2 text-late">{hold.error.message}</p>}
      <Button type="submit" look="plain" disabled={hold.isPending}>{words}</Button>
    </form>
  ); // prettier-ignore
}
