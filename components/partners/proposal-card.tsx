'use client';
import { useState, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { count, formatInstant } from '@/components/ui/format';
import type { ProposedFact } from '@/lib/ledger/domain/check-proposal';
import type { DeskSession, OpenedProposal } from '@/lib/partners/client/desk-session';
import { sha256 } from '@/lib/partners/client/browser-key';
import { nameInWords, plainText } from '@/lib/partners/domain/plain-text';
import { changesKeys, handOverOf } from '@/lib/partners/domain/wanted-key-change';

const FEW = 3;
const MOST = 20;

/** One commit that waits for this browser's signature: all of it, opened here. */
export function ProposalCard({
  session,
  proposal,
}: {
  readonly session: DeskSession;
  readonly proposal: OpenedProposal;
}): ReactNode {
  const { facts } = proposal;
  const isAboutKeys = facts.some(changesKeys);
  const next = handOverOf(facts, session.key.organisation, sha256);
  return (
    <li className="card flex flex-col gap-3 p-4">
      <p className="font-semibold">{isAboutKeys ? 'A change of your organisation’s keys' : summaryOf(facts)}</p>
      <p className="text-quiet">Somebody waits for it until <time dateTime={proposal.answerBy}>{formatInstant(proposal.answerBy)}</time>.</p>
      {isAboutKeys && <KeyWarning next={next} />}
      <FactList facts={facts} />
      <Answers session={session} proposal={proposal} words={isAboutKeys ? 'Hand over to this key' : 'Sign'} maySign={!isAboutKeys || next !== undefined} />
    </li>
  ); // prettier-ignore
}

function KeyWarning({ next }: { readonly next: string | undefined }): ReactNode {
  if (next === undefined)
    return <p role="alert" className="rounded-md bg-late-soft p-3 text-late">Nobody asked for this here. Refuse it, and ask who in your organisation has its API keys.</p>; // prettier-ignore
  return (
    <p role="alert" className="rounded-md bg-risk-soft p-3 text-risk">
      Another holder asks to sign for your organisation from now on. Hand over only if you, or a colleague of yours, asked for it just now
      and the key ID shown there is this one: <code className="break-all">{next}</code>
    </p>
  ); // prettier-ignore
}

function Answers({ session, proposal, words, maySign }: {
  readonly session: DeskSession; readonly proposal: OpenedProposal; readonly words: string; readonly maySign: boolean;
}): ReactNode {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const answer = (work: Promise<void>): void => {
    setBusy(true);
    setFailure(undefined);
    void work.catch((error: unknown) => setFailure((error as Error).message)).finally(() => setBusy(false));
  };
  return (
    <div className="flex flex-wrap gap-2">
      {failure !== undefined && <p role="alert" className="w-full rounded-md bg-late-soft p-3 text-late">{failure}</p>}
      {maySign && <Button disabled={busy} onClick={() => answer(session.sign(proposal))}>{words}</Button>}
      <Button look="plain" disabled={busy} onClick={() => answer(session.refuse(proposal, 'A person said no.'))}>Refuse</Button>
    </div>
  );
} // prettier-ignore

function FactList({ facts }: { readonly facts: readonly ProposedFact[] }): ReactNode {
  const [all, setAll] = useState(facts.length <= MOST);
  return (
    <div className="flex flex-col gap-1">
      {(all ? facts : facts.slice(0, MOST)).map((fact) => (
        <FactDetails key={`${fact.stream} ${String(fact.version)}`} fact={fact} open={facts.length <= FEW} />
      ))}
      {!all && <div><Button look="plain" onClick={() => setAll(true)}>Show all {facts.length.toLocaleString('en-US')}</Button></div>}
    </div>
  ); // prettier-ignore
}

/** Every field of a fact, its own before those that say who, when and why. */
function FactDetails({ fact, open }: { readonly fact: ProposedFact; readonly open: boolean }): ReactNode {
  const [shown, setShown] = useState(open);
  const fields = Object.entries(fact.values).sort(
    ([one], [other]) => Number(one.startsWith('@')) - Number(other.startsWith('@')),
  );
  return (
    <details open={open} onToggle={(event) => setShown(event.currentTarget.open)}>
      <summary className="cursor-pointer py-1 break-all">{nameInWords(fact.type)} <span className="text-quiet">· {plainText(fact.stream)}, version {fact.version}</span></summary>
      {shown && (
        <dl className="grid gap-x-4 gap-y-1 pb-2 pl-4 sm:grid-cols-[12rem_1fr]">
          {fields.map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-quiet">{nameInWords(name)}</dt>
              <dd className="break-all">{typeof value === 'string' ? plainText(value) : plainText(JSON.stringify(value))}</dd>
            </div>
          ))}
        </dl>
      )}
    </details>
  ); // prettier-ignore
}

/** What a commit says, counted by kind. */
function summaryOf(facts: readonly ProposedFact[]): string {
  const kinds = new Map<string, number>();
  for (const { type } of facts) kinds.set(type, (kinds.get(type) ?? 0) + 1);
  return [...kinds].map(([type, number]) => (number === 1 ? nameInWords(type) : `${nameInWords(type)}, ${count(number, 'time')}`)).join('; ');
} // prettier-ignore
