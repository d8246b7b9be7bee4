'use client';
import type { ReactNode } from 'react';
import { formatInstant } from '@/components/ui/format';
import { useCopy } from '@/lib/ledger/client/use-copy';
import type { CopyView } from '@/lib/ledger/language/copy-view';

/** One quiet line above every page of a partner's own copy: what it is, as of when, and whether the hub answers. */
export function CopyLine({ first }: { readonly first: CopyView }): ReactNode {
  const copy = useCopy(first);
  const { hub, checkpoint } = copy;
  return (
    <section aria-label="Your own copy" className="border-b border-line bg-sunk px-4 py-2 lg:px-6">
      <p className="text-quiet">
        <strong className="text-ink">Your own copy</strong>
        {checkpoint !== null && (
          <>
            {' '}
            · as of checkpoint {checkpoint.size.toLocaleString('en-US')} at{' '}
            <time dateTime={checkpoint.at}>{formatInstant(checkpoint.at)}</time>
          </>
        )}{' '}
        · <HubState copy={copy} />. To change something, go to <a href={hub}>{hub}</a>.
      </p>
    </section>
  );
}

function HubState({ copy: { lost, reachedAt, fault } }: { readonly copy: CopyView }): ReactNode {
  if (fault !== null) return <span className="text-late">what the hub sends is refused</span>;
  if (lost === null) return reachedAt === null ? 'the hub was not reached yet' : 'hub reachable';
  const words = lost.why === 'refused' ? 'the hub refuses your key since' : 'hub not reached since';
  return (
    <span className="text-risk">
      {words} <time dateTime={lost.at}>{formatInstant(lost.at)}</time>
    </span>
  );
}
