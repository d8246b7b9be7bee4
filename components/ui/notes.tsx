import type { ReactNode } from 'react';
import { Button } from './button';

/** What will be here, and the first step. */
export function EmptyNote({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <div className="card p-8 text-center">
      <p className="font-semibold">{title}</p>
      <div className="mx-auto mt-1 max-w-prose text-quiet">{children}</div>
    </div>
  );
}

interface ErrorNoteProps {
  readonly error: Error;
  /** What did not happen. */
  readonly title?: string;
  readonly retry?: (() => void) | undefined;
}

/** What did not happen and what to do. */
export function ErrorNote({ error, title = 'This could not be shown', retry }: ErrorNoteProps): ReactNode {
  return (
    <div role="alert" className="card border-late p-5">
      <p className="font-semibold text-late">{title}</p>
      <p className="mt-1">{error.message}</p>
      {retry !== undefined && (
        <Button look="plain" className="mt-3" onClick={retry}>
          Try again
        </Button>
      )}
    </div>
  );
}

/** Keeps the place of what is on its way; it shows after a moment only, so that quick answers do not flicker. */
export function Waiting({ lines = 6 }: { readonly lines?: number }): ReactNode {
  return (
    <div className="card p-4" role="status">
      <div className="waiting">
        <p className="text-quiet">Loading…</p>
        {Array.from({ length: lines }, (_, at) => (
          <div key={at} className="my-2 h-5 rounded bg-sunk motion-safe:animate-pulse" />
        ))}
      </div>
    </div>
  );
}
