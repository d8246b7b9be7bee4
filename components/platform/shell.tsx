'use client';
import { usePathname } from 'next/navigation';
import { signOut } from 'next-auth/react';
import type { ReactNode } from 'react';
import { Brand } from '@/components/ui/brand';
import { KeptLink } from '@/components/ui/kept-link';
import { Press } from '@/components/ui/press';
import { PageLink } from '@/components/ui/page-link';
import { AsOfPicker } from './as-of-picker';
import { LiveChip } from './live-chip';
import { StaleNote } from './stale-note';

/** One place in the rail. */
export interface Place {
  readonly href: string;
  readonly label: string;
  /** It shows the present alone: going there leaves the past. */
  readonly presentOnly?: true;
}

interface ShellProps {
  readonly places: readonly Place[];
  readonly organisation: string;
  readonly person: string;
  readonly children: ReactNode;
}

/** The professionals' frame: rail, top bar, live chip. On a narrow screen the rail lies down above the page. */
export function Shell({ places, organisation, person, children }: ShellProps): ReactNode {
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[13rem_1fr]">
      <a href="#main" className="sr-only focus:not-sr-only focus:absolute focus:z-20 focus:m-2 focus:bg-card focus:p-2">
        Skip to the page
      </a>
      <div className="border-line lg:sticky lg:top-0 lg:h-dvh lg:border-r">
        <div className="flex items-center justify-between gap-3 px-4 pt-4 lg:block">
          <PageLink href="/" className="text-ink no-underline">
            <Brand />
          </PageLink>
        </div>
        <Rail places={places} />
      </div>
      <div className="min-w-0">
        <header className="flex min-h-12 flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line px-4 py-2 lg:px-6">
          <p className="font-medium">{organisation}</p>
          <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
            <AsOfPicker />
            <LiveChip />
            <span className="text-quiet">{person}</span>
            <Press className="cursor-pointer text-accent underline" onClick={() => void signOut({ callbackUrl: '/sign-in' })}>
              Sign out
            </Press>
          </div>
        </header>
        <main id="main" className="px-4 py-6 lg:px-6">
          <StaleNote />
          {children}
        </main>
      </div>
    </div>
  );
}

function Rail({ places }: { readonly places: readonly Place[] }): ReactNode {
  const path = usePathname();
  return (
    <nav aria-label="Places" className="flex gap-1 overflow-x-auto p-2 lg:mt-4 lg:flex-col">
      {places.map(({ href, label, presentOnly }) => {
        const PlaceLink = presentOnly === true ? PageLink : KeptLink;
        const here = path === href || path.startsWith(`${href}/`);
        return (
          <PlaceLink
            key={href}
            href={href}
            aria-current={here ? 'page' : undefined}
            className={`rounded-md px-3 py-2 whitespace-nowrap no-underline ${here ? 'bg-accent-soft font-semibold text-accent' : 'text-ink hover:bg-sunk'}`}
          >
            {label}
          </PlaceLink>
        );
      })}
    </nav>
  );
}
