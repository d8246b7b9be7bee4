import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { LogCheck } from '@/components/ledger/log-check';
import { VerifierKeys } from '@/components/ledger/verifier-keys';
import { WhoSigns } from '@/components/partners/who-signs';
import { formatInstant } from '@/components/ui/format';
import { readVerifierKeys } from '@/lib/ledger/server/read-verifier-keys';
import { readLogHead } from '@/lib/ledger/server/read-log-head';
import { readCustody } from '@/lib/partners/server/read-custody';
import { runtime } from '@/lib/platform/server/runtime';
import { recordSources } from '@/app/wiring';
import { pageActor } from '../../current-actor';
import { presentOnly, type Search } from '../../show-page';

export const metadata: Metadata = { title: 'Ledger' };

/** What the log is, for those who want to know what they rely on. */
export default async function Page({ searchParams }: { readonly searchParams: Search }): Promise<ReactNode> {
  await presentOnly(searchParams, '/ledger');
  const actor = await pageActor();
  const { origin, checkpoint } = await readLogHead(runtime().pool);
  return (
    <div className="flex max-w-3xl flex-col gap-5">
      <h1>{checkpoint === undefined ? 'One record for all.' : `One record, ${checkpoint.size.toLocaleString('en-US')} entries long.`}</h1>
      <p>Every fact about every loan is an entry here: sealed field by field, signed by the organisation that asserts it, linked to the one before it, and put in one order for all. What you may not see is still there as a seal, so nobody can slip something in or take something out between two things you saw. <a href="/promise">What we promise, and what we do not</a></p>
      <dl className="card grid gap-x-6 gap-y-2 p-4 sm:grid-cols-[12rem_1fr]">
        <dt className="text-quiet">Log</dt>
        <dd className="break-all">{origin}</dd>
        <dt className="text-quiet">Newest checkpoint</dt>
        <dd>{checkpoint === undefined ? 'None yet: the first takes a few seconds' : <>{checkpoint.size.toLocaleString('en-US')} entries, signed {formatInstant(checkpoint.publishedAt)}</>}</dd>
        <dt className="text-quiet">Root (RFC 6962)</dt>
        <dd><code className="break-all">{checkpoint?.root ?? '—'}</code></dd>
        <dt className="text-quiet">For programs</dt>
        <dd><a href="/ledger/checkpoint">Checkpoint</a> · <a href="/ledger/keys">Keys and witnesses</a> · C2SP tiles under <code>/ledger/tile</code></dd>
      </dl>
      <LogCheck origin={origin} />
      <WhoSigns organisationName={actor.organisationName} custody={await readCustody(runtime().database, actor)} />
      <VerifierKeys keys={await readVerifierKeys(await recordSources(), actor.organisation)} />
      <p className="text-quiet">To check a loan, open it and choose Proof. It is recomputed in your browser.</p>
    </div>
  ); // prettier-ignore
}
