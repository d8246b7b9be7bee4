'use client';
import type { ReactNode } from 'react';
import { formatInstant } from '@/components/ui/format';
import { Waiting } from '@/components/ui/notes';
import { NotShown } from '@/components/ui/not-shown';
import { useAccess } from '@/lib/partners/client/use-access';
import type { LookView } from '@/lib/partners/language/access-view';
import { GROUP_WORDS } from './group-words';

/** Who knew when: every look at this record by someone else, for the homeowner and the servicer. */
export function AccessLog({ loanId }: { readonly loanId: string }): ReactNode {
  const looks = useAccess(loanId);
  return (
    <section aria-labelledby="looks" className="flex flex-col gap-2">
      <h2 id="looks">Who has looked</h2>
      <p className="max-w-prose text-quiet">Each look is put on the ledger before the record is shown, so it cannot be hidden afterwards. One line stands for up to ten minutes.</p>
      <NotShown of={looks} />
      {looks.isPending && <Waiting lines={3} />}
      {looks.data?.length === 0 && <p className="card p-4">Nobody but the homeowner has looked at this record yet.</p>}
      {looks.data !== undefined && looks.data.length > 0 && (
        <ol className="card divide-y divide-line" aria-label="Looks, newest first">
          {looks.data.map((look) => <Look key={`${look.organisation} ${look.at}`} look={look} />)}
        </ol>
      )}
    </section>
  ); // prettier-ignore
}

function Look({ look }: { readonly look: LookView }): ReactNode {
  const could = look.groups.flatMap((group) => GROUP_WORDS[group]?.toLowerCase() ?? []);
  return (
    <li className="px-4 py-3">
      <p className="font-medium">
        {look.organisationName}
        {look.program && <span className="font-normal text-quiet"> (a program)</span>}
        <span className="font-normal text-quiet"> · {formatInstant(look.at)}</span>
      </p>
      <p className="text-[13px] text-quiet">Could see: {could.join(', ')}</p>
    </li>
  );
}
