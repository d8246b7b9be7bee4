'use client';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { formatInstant } from '@/components/ui/format';
import { OnTheWay } from '@/components/ui/on-the-way';
import { MomentProvider } from '@/lib/platform/client/moment';
import { useAsOf } from '@/lib/platform/client/use-as-of';
import type { MomentView } from '@/lib/platform/language/moment';

/** What a page shows, under a banner where it is the past. A moment is a page of its own: nothing of another stays on it. */
export function Past({ moment, children }: { readonly moment: MomentView | undefined; readonly children: ReactNode }): ReactNode {
  return (
    <MomentProvider key={moment?.position ?? 'now'} moment={moment}>
      {moment === undefined ? (
        children
      ) : (
        <div className="rounded-md border-2 border-risk">
          <Banner>
            As of <time dateTime={moment.at}>{formatInstant(moment.at)}</time>, position {moment.position.toLocaleString('en-US')}. This is what was shared with you then; nothing can be changed here.
          </Banner>
          <div className="p-4">{children}</div>
        </div>
      )}
    </MomentProvider>
  ); // prettier-ignore
}

/** A moment that cannot be shown, in the words of the refusal. */
export function PastRefused({ reason }: { readonly reason: string }): ReactNode {
  return (
    <div className="rounded-md border-2 border-risk">
      <Banner>{reason}</Banner>
    </div>
  );
}

function Banner({ children }: { readonly children: ReactNode }): ReactNode {
  const { goTo, pending } = useAsOf();
  return (
    <section aria-label="The past" className="flex flex-wrap items-center justify-between gap-3 bg-risk-soft px-4 py-2 text-risk">
      <p className="font-medium">{children}</p>
      <Button look="plain" onClick={() => { goTo(null); }}>Back to now</Button>
      {pending && <OnTheWay />}
    </section>
  ); // prettier-ignore
}
