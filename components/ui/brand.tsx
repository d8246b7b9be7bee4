import type { ReactNode } from 'react';

/** The product's mark and name. */
export function Brand(): ReactNode {
  return (
    <span className="inline-flex items-center gap-2 font-semibold tracking-tight">
      <svg viewBox="0 0 32 32" className="size-6" aria-hidden="true">
        <rect width="32" height="32" rx="6" className="fill-accent" />
        <path d="M7 16 16 8l9 8v9h-6v-6h-6v6H7z" className="fill-paper" />
      </svg>
      Hearthline
    </span>
  );
}
