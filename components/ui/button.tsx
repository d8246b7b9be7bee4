import type { ComponentProps, ReactNode } from 'react';
import { Press } from './press';

const LOOKS = {
  primary: 'bg-accent text-accent-ink border-accent hover:opacity-90',
  /** What it does cannot be undone. */
  danger: 'bg-late text-card border-late hover:opacity-90',
  plain: 'bg-card text-ink border-line hover:border-accent',
} as const;

/** A button at least 40 px high; the reason why it is off belongs beside it. */
export function Button({
  look = 'primary',
  className = '',
  ...rest
}: ComponentProps<typeof Press> & { readonly look?: keyof typeof LOOKS }): ReactNode {
  // It looks off when it is meant to be, not in the moment before the page runs.
  const state = rest.disabled === true ? 'cursor-not-allowed opacity-60' : 'cursor-pointer';
  return (
    <Press
      className={`inline-flex min-h-10 items-center justify-center gap-2 rounded-md border px-4 font-medium ${state} ${LOOKS[look]} ${className}`}
      {...rest}
    />
  );
}
