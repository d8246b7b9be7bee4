import type { ReactNode } from 'react';
import { ErrorNote } from './notes';

interface Asked {
  readonly error: Error | null;
  readonly data: unknown;
  readonly refetch: () => unknown;
}

/** Why nothing is here, where nothing could be had. That something is shown which is stale is told above the page. */
export function NotShown({ of: { error, data, refetch } }: { readonly of: Asked }): ReactNode {
  if (error === null || data !== undefined) return null;
  return <ErrorNote error={error} retry={() => void refetch()} />;
}
