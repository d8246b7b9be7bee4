'use client';
import type { ReactNode } from 'react';
import { useLive } from '@/lib/platform/client/live';

/** Live, Reconnecting, or As of 10:42: what is shown is never older than it says. */
export function LiveChip(): ReactNode {
  const live = useLive();
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

function words(live: ReturnType<typeof useLive>): string {
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
      return `As of ${new Date(live.since).toLocaleTimeString('en-US', { hour: 'numeric', minute: '2-digit' })}`;
  }
}
