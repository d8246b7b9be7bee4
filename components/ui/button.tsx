import type { ButtonHTMLAttributes, ReactNode } from 'react';

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
  type = 'button',
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { readonly look?: keyof typeof LOOKS }): ReactNode {
  return (
    <button
      type={type}
      className={`inline-flex min-h-10 cursor-pointer items-center justify-center gap-2 rounded-md border px-4 font-medium disabled:cursor-not-allowed disabled:opacity-60 ${LOOKS[look]} ${className}`}
      {...rest}
    />
  );
}
