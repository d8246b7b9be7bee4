import type { ReactNode } from 'react';
import type { Custody } from '@/lib/partners/language/custody';

/** Who holds the key that signs for the reader's organisation, and the way to hold it oneself. */
export function WhoSigns({
  organisationName,
  custody: { keys },
}: {
  readonly organisationName: string;
  readonly custody: Pick<Custody, 'keys'>;
}): ReactNode {
  const isOwn = keys.some(({ custody, inForce }) => custody === 'organisation' && inForce);
  return (
    <section aria-labelledby="who-signs" className="flex flex-col gap-2">
      <h2 id="who-signs">Who signs for {organisationName}</h2>
      <p>
        {isOwn
          ? 'You hold your key yourselves: the hub can order what you signed and say nothing in your name.'
          : 'The hub holds your key and signs for you. You can hold it yourselves.'}{' '}
        <a href="/ledger/sign">{isOwn ? 'Where it signs, and how to move it' : 'Hold your own key'}</a>
      </p>
    </section>
  );
}
