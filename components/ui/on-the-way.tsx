import type { ReactNode } from 'react';

/** A line along the top of the window while another page is on its way; it moves nothing, and shows after a moment only. */
export function OnTheWay(): ReactNode {
  return (
    <span role="status" className="waiting fixed inset-x-0 top-0 z-30 h-1">
      <span className="block h-full bg-accent motion-safe:animate-pulse" />
      <span className="sr-only">Loading…</span>
    </span>
  );
}
