import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { readLogHead } from '@/lib/ledger/server/read-log-head';
import { runtime } from '@/lib/platform/server/runtime';
import { pageActor } from '../../current-actor';

export const metadata: Metadata = { title: 'Ledger' };

/** What the log is, for those who want to know what they rely on. */
export default async function Page(): Promise<ReactNode> {
  await pageActor();
  const head = await readLogHead(runtime().pool);
  return (
    <div className="flex max-w-3xl flex-col gap-5">
      <h1>One record, {head.size.toLocaleString('en-US')} entries long.</h1>
      <p>Every fact about every loan is an entry here: sealed field by field, signed by the organisation that asserts it, linked to the one before it, and put in one order for all. What you may not see is still there as a seal, so nobody can slip something in or take something out between two things you saw.</p>
      <dl className="card grid gap-x-6 gap-y-2 p-4 sm:grid-cols-[10rem_1fr]">
        <dt className="text-quiet">Log</dt>
        <dd className="break-all">{head.origin}</dd>
        <dt className="text-quiet">Size</dt>
        <dd>{head.size.toLocaleString('en-US')}</dd>
        <dt className="text-quiet">Root (RFC 6962)</dt>
        <dd><code className="break-all">{head.root}</code></dd>
      </dl>
      <p className="text-quiet">To check a loan, open it and choose Proof. It is recomputed in your browser.</p>
    </div>
  ); // prettier-ignore
}
