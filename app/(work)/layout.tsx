import { NuqsAdapter } from 'nuqs/adapters/next/app';
import type { ReactNode } from 'react';
import { CopyProvider } from '@/lib/platform/client/copy';
import { LiveProvider } from '@/lib/platform/client/live';
import { readCopy } from '@/lib/ledger/server/read-copy';
import { runtime } from '@/lib/platform/server/runtime';
import { AlarmBanner } from '@/components/ledger/alarm-banner';
import { CopyLine } from '@/components/ledger/copy-line';
import { Portal } from '@/components/platform/portal';
import { Shell, type Place } from '@/components/platform/shell';
import type { CopyView } from '@/lib/ledger/language/copy-view';
import type { PartyKind } from '@/lib/partners/language/party-kind';
import { pageActor } from '../current-actor';

const LOANS = { href: '/loans', label: 'Loans' };
const TAPES = { href: '/tapes', label: 'Tapes', presentOnly: true } as const;
const LEDGER = { href: '/ledger', label: 'Ledger', presentOnly: true } as const;

const PLACES: Readonly<Record<Exclude<PartyKind, 'homeowner'>, readonly Place[]>> = {
  servicer: [{ href: '/triage', label: 'Triage' }, LOANS, TAPES, LEDGER],
  owner: [{ href: '/portfolio', label: 'Portfolio' }, { href: '/movements', label: 'Movements' }, LOANS, LEDGER],
  securitizer: [{ href: '/exposure', label: 'Exposure' }, { href: '/securities', label: 'Securities' }, LOANS, LEDGER],
};

/** The frame of each kind of party. It authorises nothing: every page and use case asks for itself. */
export default async function WorkLayout({ children }: { readonly children: ReactNode }): Promise<ReactNode> {
  const actor = await pageActor();
  const copy = await readCopy(runtime().pool);
  return (
    <NuqsAdapter>
      <LiveProvider organisation={actor.organisation}>
        <CopyProvider copy={copy !== undefined}>
          <AlarmBanner />
          {copy !== undefined && <CopyLine first={copy} />}
          {actor.kind === 'homeowner' ? (
            <Portal person={actor.displayName}>{children}</Portal>
          ) : (
            <Shell places={placesOf(actor.kind, copy)} organisation={actor.organisationName} person={actor.displayName}>
              {children}
            </Shell>
          )}
        </CopyProvider>
      </LiveProvider>
    </NuqsAdapter>
  );
}

/** Files under way are the hub's: a copy has what they brought, and none of them. */
function placesOf(kind: Exclude<PartyKind, 'homeowner'>, copy: CopyView | undefined): readonly Place[] {
  return copy === undefined ? PLACES[kind] : PLACES[kind].filter((place) => place !== TAPES);
}
