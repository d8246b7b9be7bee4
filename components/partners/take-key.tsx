'use client';
import { useState, type ReactNode, type SyntheticEvent } from 'react';
import { Button } from '@/components/ui/button';
import type { useTake } from '@/lib/partners/client/use-own-key';
import { holderStanding } from '@/lib/partners/domain/holder-standing';
import type { Custody } from '@/lib/partners/language/custody';
import { parseInvitation } from '@/lib/partners/language/invitation';

/** For who holds no key in this browser yet: makes one, and puts it in the place of the present one. */
export function TakeKey({ custody, take }: { readonly custody: Custody; readonly take: ReturnType<typeof useTake> }): ReactNode {
  const [refused, setRefused] = useState<string>();
  const isHubs = holderStanding(custody, undefined) === 'hub';
  const submit = async (event: SyntheticEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    setRefused(undefined);
    const file = new FormData(event.currentTarget).get('invitation');
    const invitation = file instanceof File ? parseInvitation(await file.text()) : undefined;
    const why = isHubs ? whyNot(invitation?.organisation, custody.organisation) : undefined;
    if (why === undefined) take.mutate(invitation);
    else setRefused(why);
  };
  const told = refused ?? take.error?.message;
  return (
    <form onSubmit={(event) => void submit(event)} className="card flex flex-col gap-3 p-4" aria-label="Hold the key in this browser">
      <p className="font-semibold">{isHubs ? 'The hub signs for your organisation now.' : 'Your organisation holds its own key, in another place.'}</p>
      {isHubs
        ? <p className="max-w-prose">It could say something in your name that you never said, and every proof tells that it holds the key. You can hold it in this browser instead. Whoever runs the hub gives you an invitation for that: it has a code for one key.</p>
        : <p className="max-w-prose">You can move it to this browser: a key is made here, and the present holder is asked to hand over to it. It shows the new key’s ID and has twenty seconds; have it at hand.</p>}
      {isHubs && <label className="max-w-prose">The invitation’s file<input className="field mt-1" type="file" name="invitation" required accept=".json,application/json" /></label>}
      {told !== undefined && <p role="alert" className="rounded-md bg-late-soft p-3 text-late">{told}</p>}
      <div><Button type="submit" disabled={take.isPending}>{take.isPending ? 'Taking it over…' : 'Make a key in this browser'}</Button></div>
    </form>
  ); // prettier-ignore
}

function whyNot(invited: string | undefined, organisation: string): string | undefined {
  if (invited === undefined) return 'This file is no invitation. Nothing was changed. Choose the one that the hub’s operator handed to you.';
  return invited === organisation ? undefined : 'This invitation is for another organisation. Nothing was changed. Ask the hub’s operator for one of yours.';
} // prettier-ignore
