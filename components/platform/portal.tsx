'use client';
import { signOut } from 'next-auth/react';
import type { ReactNode } from 'react';
import { Brand } from '@/components/ui/brand';
import { PageLink } from '@/components/ui/page-link';
import { Press } from '@/components/ui/press';
import { AsOfPicker } from './as-of-picker';
import { LiveChip } from './live-chip';
import { StaleNote } from './stale-note';

/** The homeowner's frame: one column, large type, a number to call on every page; the past is at hand, and not in the way. */
export function Portal({ person, children }: { readonly person: string; readonly children: ReactNode }): ReactNode {
  return (
    <div className="portal mx-auto min-h-dvh max-w-[44rem] px-5 py-5">
      <header className="flex flex-wrap items-center justify-between gap-3 border-b border-line pb-4">
        <PageLink href="/home" className="text-ink no-underline">
          <Brand />
        </PageLink>
        <div className="flex flex-wrap items-center gap-4 text-base">
          <LiveChip />
          <span>{person}</span>
          <Press
            className="min-h-11 cursor-pointer text-accent underline"
            onClick={() => void signOut({ callbackUrl: '/sign-in' })}
          >
            Sign out
          </Press>
        </div>
      </header>
      <main className="py-8">
        <StaleNote />
        {children}
      </main>
      <footer className="border-t border-line py-6 text-base">
        <p>
          <strong>Talk to someone, free, at any hour:</strong> Homeowner’s HOPE Hotline,{' '}
          <a href="tel:+18889954673">888-995-HOPE (4673)</a>. HUD-approved counselors answer day and night, in English and
          Spanish.
        </p>
        <details className="mt-4">
          <summary className="cursor-pointer py-2 text-quiet">See your record as it was on another day</summary>
          <AsOfPicker />
        </details>
      </footer>
    </div>
  );
}
