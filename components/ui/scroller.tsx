import type { ReactNode } from 'react';

/** A card that scrolls sideways when it must; it takes focus, so that the keyboard can scroll it. */
export function Scroller({ label, children }: { readonly label: string; readonly children: ReactNode }): ReactNode {
  return (
    <div role="region" aria-label={label} tabIndex={0} className="card overflow-x-auto">
      {children}
    </div>
  );
}
