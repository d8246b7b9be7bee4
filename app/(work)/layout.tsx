import { NuqsAdapter } from 'nuqs/adapters/next/app';
import type { ReactNode } from 'react';
import { LiveProvider } from '@/lib/platform/client/live';
import { AlarmBanner } from '@/components/ledger/alarm-banner';
import { Portal } from '@/components/platform/portal';
import { Shell, type Place } from '@/components/platform/shell';
import type { PartyKind } from '@/lib/partners/language/party-kind';
import { pageActor } from '../current-actor';

const LOANS = { href: '/loans', label: 'Loans' };
const LEDGER = { href: '/ledger', label: 'Ledger', presentOnly: true } as const;

const PLACES: Readonly<Record<Exclude<PartyKind, 'homeowner'>, readonly Place[]>> = {
  servicer: [{ href: '/triage', label: 'Triage' }, LOANS, { href: '/tapes', label: 'Tapes', presentOnly: true }, LEDGER],
  owner: [{ href: '/portfolio', label: 'Portfolio' }, { href: '/movements', label: 'Movements' }, LOANS, LEDGER],
  securitizer: [{ href: '/exposure', label: 'Exposure' }, { href: '/securities', label: 'Securities' }, LOANS, LEDGER],
};

/** The frame of each kind of party. It authorises nothing: every page and use case asks for itself. */
export default async function WorkLayout({ children }: { readonly children: ReactNode }): Promise<ReactNode> {
  const actor = await pageActor();
  return (
    <NuqsAdapter>
      <LiveProvider organisation={actor.organisation}>
        <AlarmBanner />
        {actor.kind === 'homeowner' ? (
          <Portal person={actor.displayName}>{children}</Portal>
        ) : (
          <Shell places={PLACES[actor.kind]} organisation={actor.organisationName} person={actor.displayName}>
            {children}
          </Shell>
        )}
      </LiveProvider>
    </NuqsAdapter>
  );
}
