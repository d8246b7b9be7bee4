'use client';
import type { ReactNode } from 'react';
import { count } from '@/components/ui/format';
import type { DeskSession, DeskView } from '@/lib/partners/client/desk-session';
import { ProposalCard } from './proposal-card';

/** What waits for this browser's signature, as it comes. */
export function Desk({ session, view }: { readonly session: DeskSession; readonly view: DeskView }): ReactNode {
  const { waiting, signsAsTheyCome, signed, unreached, notTaken } = view;
  return (
    <section aria-labelledby="desk" className="flex flex-col gap-3">
      <h2 id="desk">What waits for your signature</h2>
      <label className="card flex items-start gap-3 p-4">
        <input type="checkbox" className="mt-1 size-4" checked={signsAsTheyCome} onChange={(event) => session.signAsTheyCome(event.target.checked)} />
        <span>Sign what comes without asking me, as long as this tab is open.
          <span className="block text-quiet">Whatever your organisation’s people and programs do is then signed unread. A change of keys is asked about all the same.</span>
        </span>
      </label>
      {unreached !== undefined && <p role="alert" className="rounded-md bg-risk-soft p-3 text-risk">{unreached}</p>}
      {notTaken !== undefined && <p role="alert" className="rounded-md bg-late-soft p-3 text-late">{notTaken}</p>}
      <p role="status" className="text-quiet">{waiting.length === 0 ? 'Nothing waits. Keep this page open: what your organisation says comes here, and waits twenty seconds.' : `${count(waiting.length, 'commit')} to sign.`}{signed > 0 && ` Signed in this tab: ${signed.toLocaleString('en-US')}.`}</p>
      <ul className="flex flex-col gap-3">{waiting.map((proposal) => <ProposalCard key={proposal.id} session={session} proposal={proposal} />)}</ul>
    </section>
  ); // prettier-ignore
}
