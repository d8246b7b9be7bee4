'use client';
import type { ReactNode } from 'react';
import { useLive, type LiveState } from '@/lib/platform/client/live';
import { useStale } from '@/lib/platform/client/use-stale';
import { clockTime } from './clock-time';

/** Live, Reconnecting, or As of 10:42: what is shown is never older than it says. */
export function LiveChip(): ReactNode {
  const connected = useLive();
  const stale = useStale();
  const live = connected.kind === 'live' && stale !== undefined ? ({ kind: 'as-of', since: stale.since } as const) : connected;
  const look = {
    connecting: 'text-quiet',
    live: 'text-good',
    reconnecting: 'text-risk',
    'as-of': 'text-late',
    past: 'text-risk',
  }[live.kind];
  return (
    <span
      role="status"
      className={`inline-flex items-center gap-1.5 text-[13px] font-medium whitespace-nowrap ${look}`}
      data-live={live.kind}
    >
      <span aria-hidden="true" className="size-2 rounded-full bg-current" />
      {words(live)}
    </span>
  );
}

function words(live: LiveState): string {
  switch (live.kind) {
    case 'connecting':
      return 'Connecting';
    case 'live':
      return 'Live';
    case 'reconnecting':
      return 'Reconnecting';
    case 'past':
      return 'The past';
    case 'as-of':
      return `As of ${clockTime(live.since)}`;
  }
}
