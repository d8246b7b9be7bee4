'use client';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { ErrorNote, Waiting } from '@/components/ui/notes';
import type { DeskSession } from '@/lib/partners/client/desk-session';
import { useCustody, useDesk, useFinish, useFollowLog, useKept, useLetGo, useTake } from '@/lib/partners/client/use-own-key';
import { holderStanding } from '@/lib/partners/domain/holder-standing';
import type { Custody } from '@/lib/partners/language/custody';
import { Desk } from './desk';
import { MoveOn } from './move-on';
import { TakeKey } from './take-key';

/** A browser as the holder of an organisation's signing key: from taking it to moving it on. */
export function SignHere({ first }: { readonly first: Custody }): ReactNode {
  const custody = useCustody(first);
  const kept = useKept(custody.organisation);
  const take = useTake(custody);
  if (kept.isPending) return <Waiting lines={3} />;
  if (kept.error !== null) return <ErrorNote error={kept.error} />;
  const session = kept.data;
  if (session === null) return <TakeKey custody={custody} take={take} />;
  return <Holding custody={custody} session={session} take={take} />;
}

interface Held {
  readonly custody: Custody;
  readonly session: DeskSession;
}

/** A key may be on its way here from the moment it was made. */
interface Taking extends Held {
  readonly take: Pick<ReturnType<typeof useTake>, 'isPending' | 'error'>;
}

function Holding({ custody, session, take }: Taking): ReactNode {
  const standing = holderStanding(custody, session.key);
  // A key that is on its way here signs the retirement of the one before.
  const desk = useDesk(session, standing === 'here' || standing === 'begun');
  return (
    <>
      <section aria-label="This browser’s key" className="card p-4">
        {standing === 'here' && <p className="font-semibold text-good">This browser signs for your organisation.</p>}
        {standing === 'begun' && <Begun custody={custody} session={session} take={take} />}
        {standing === 'retired' && <Retired session={session} />}
        {standing === 'other-log' && <OtherLog custody={custody} session={session} />}
        <p className="mt-2 text-quiet">Key ID: <code className="break-all">{session.key.keyId}</code></p>
        <p className="text-quiet">Only for the log <span className="break-all">{session.key.origin}</span></p>
      </section>
      {standing === 'here' && <Desk session={session} view={desk} />}
      {standing === 'here' && <MoveOn custody={custody} session={session} />}
    </>
  ); // prettier-ignore
}

/** Told while a change is under way as well, which takes a few seconds. */
function Begun({ custody, session, take }: Taking): ReactNode {
  const finish = useFinish(custody, session);
  const isPending = take.isPending || finish.isPending;
  const error = finish.error ?? take.error;
  const isKnown = custody.keys.some(({ keyId }) => keyId === session.key.keyId);
  return (
    <div className="flex flex-col gap-3">
      <p className="font-semibold">{isKnown ? 'Nearly done: the key before is being retired.' : 'A key was made in this browser. It does not sign yet.'}</p>
      {!isKnown && <p className="max-w-prose">If another place holds your organisation’s key, it has twenty seconds to hand over: compare the key ID there with the one below, and ask again if it was not in time.</p>}
      {!isPending && error !== null && <p role="alert" className="rounded-md bg-late-soft p-3 text-late">{error.message}</p>}
      <div className="flex flex-wrap gap-2">
        <Button disabled={isPending} onClick={() => finish.mutate(undefined)}>{isPending ? 'Asking…' : 'Go on'}</Button>
        {!isKnown && !isPending && <LetGo session={session} />}
      </div>
    </div>
  ); // prettier-ignore
}

function Retired({ session }: Pick<Held, 'session'>): ReactNode {
  return (
    <div className="flex flex-col gap-3">
      <p className="font-semibold">The key of this browser was replaced, and signs no more. What it signed stays good.</p>
      <div><LetGo session={session} /></div>
    </div>
  ); // prettier-ignore
}

function LetGo({ session }: Pick<Held, 'session'>): ReactNode {
  const letGo = useLetGo(session);
  return <Button look="plain" disabled={letGo.isPending} onClick={() => letGo.mutate(undefined)}>Let this key go</Button>; // prettier-ignore
}

function OtherLog({ custody, session }: Held): ReactNode {
  const follow = useFollowLog(custody, session);
  return (
    <div className="flex flex-col gap-3">
      <p role="alert" className="rounded-md bg-late-soft p-3 text-late">This hub’s log is {custody.origin}, and this browser’s key is for another. Nothing is signed. If your partners know that the log was restored and goes on under that name, sign for it.</p>
      {follow.error !== null && <p role="alert" className="text-late">{follow.error.message}</p>}
      <div><Button look="plain" disabled={follow.isPending} onClick={() => follow.mutate(undefined)}>Sign for it from now on</Button></div>
    </div>
  ); // prettier-ignore
}
