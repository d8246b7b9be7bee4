'use client';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { ApiProblem } from '@/lib/platform/client/fetch-json';
import { useStale } from '@/lib/platform/client/use-stale';
import { clockTime } from './clock-time';

/** Above a page that shows what may have changed since: as of when, why, and that it comes right by itself. */
export function StaleNote(): ReactNode {
  const stale = useStale();
  if (stale === undefined) return null;
  return (
    <section aria-label="Not up to date" className="card mb-6 border-risk! bg-risk-soft! p-4">
      <p role="alert" className="font-semibold text-risk">
        This page stands as it was at {clockTime(stale.since)}; it may have changed since
      </p>
      {isSignedOut(stale.reason) ? (
        <p className="mt-1">
          You are no longer signed in. <a href="/sign-in">Sign in again</a>
        </p>
      ) : (
        <>
          <p className="mt-1">{stale.reason.message}</p>
          <Button look="plain" className="mt-3" onClick={stale.askAgain}>
            Try again
          </Button>
        </>
      )}
    </section>
  );
}

function isSignedOut(reason: Error): boolean {
  return reason instanceof ApiProblem && reason.code === 'NOT_SIGNED_IN';
}
