import type { ReactNode } from 'react';

/** One part of a whole: its share in hundredths of a percent and the look of its lateness. */
export interface Part {
  readonly bucket: string;
  readonly share: number;
}

const LOOKS: Readonly<Record<string, string>> = {
  current: 'bg-accent/25',
  '30': 'bg-risk/50',
  '60': 'bg-late/50',
  '90': 'bg-late/75',
  '120+': 'bg-late',
  reo: 'bg-quiet',
  unknown: 'bg-line',
};

/** Parts of a whole as one thin bar; the numbers stand beside it, so it is hidden from screen readers. */
export function BucketBar({ parts }: { readonly parts: readonly Part[] }): ReactNode {
  return (
    <span aria-hidden="true" className="flex h-2 w-full min-w-16 overflow-hidden rounded-full bg-sunk">
      {parts.map((part) => (
        <span key={part.bucket} className={LOOKS[part.bucket] ?? 'bg-line'} style={{ width: `${String(part.share / 100)}%` }} />
      ))}
    </span>
  );
}
