import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { SignHere } from '@/components/partners/sign-here';
import { readCustody } from '@/lib/partners/server/read-custody';
import { runtime } from '@/lib/platform/server/runtime';
import { wiring } from '@/app/wiring';
import { pageActor } from '../../../current-actor';
import { presentOnly, type Search } from '../../../show-page';

export const metadata: Metadata = { title: 'Sign here' };

const LIMIT_AT_HUB =
  'This page’s own code comes from the hub. A key in a browser protects you from a thief of the hub’s database and keys, and from a mistake of its operator. It does not protect you from a hub that changes this page so that it shows one thing and signs another. The command line on a machine of yours, or this same page on your own copy of the record, is code that you chose yourself: it protects from that as well.';
const LIMIT_AT_COPY =
  'This page’s own code comes from your own node, and not from the hub: a hub that changes its pages cannot make this one sign what it does not show. Whoever runs your node could.';

/** Where a browser holds its organisation's signing key, and signs. */
export default async function Page({ searchParams }: { readonly searchParams: Search }): Promise<ReactNode> {
  await presentOnly(searchParams, '/ledger/sign');
  const actor = await pageActor();
  const { hub } = await wiring();
  const custody = { origin: hub.origin, ...(await readCustody(runtime().database, actor)) };
  return (
    <div className="flex max-w-3xl flex-col gap-5">
      <h1>Sign here for {actor.organisationName}</h1>
      <p>What your organisation says is laid before its signer first: whole, with every field. This page opens it in your browser, compares it with the one line that would be signed, and shows it to you. The hub can leave out what you do not sign. It cannot say it.</p>
      <SignHere first={custody} />
      <section aria-labelledby="limit" className="flex max-w-prose flex-col gap-2">
        <h2 id="limit">What this does not protect from</h2>
        <p>{runtime().follows === undefined ? LIMIT_AT_HUB : LIMIT_AT_COPY}</p>
      </section>
    </div>
  ); // prettier-ignore
}
