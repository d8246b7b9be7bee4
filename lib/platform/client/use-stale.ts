import { useQueryClient, type QueryClient, type QueryFilters, type QueryState } from '@tanstack/react-query';
import { useCallback, useSyncExternalStore } from 'react';

/** What is on the page and could not be asked for again: since when it stands (milliseconds), and why. */
export interface Stale {
  readonly since: number;
  readonly reason: Error;
  readonly askAgain: () => void;
}

/** The oldest of what is shown though the newest attempt to ask for it failed. */
export function useStale(): Stale | undefined {
  const client = useQueryClient();
  const watch = useCallback((changed: () => void) => client.getQueryCache().subscribe(changed), [client]);
  const oldest = useSyncExternalStore(watch, () => oldestOf(client), () => undefined); // prettier-ignore
  if (oldest?.error === undefined || oldest.error === null) return undefined;
  return { since: oldest.dataUpdatedAt, reason: oldest.error, askAgain: () => void client.refetchQueries(STALE) };
}

const STALE: QueryFilters = { type: 'active', predicate: ({ state }) => state.status === 'error' && state.data !== undefined };

function oldestOf(client: QueryClient): QueryState | undefined {
  const stale = client.getQueryCache().findAll(STALE);
  return stale.toSorted((one, other) => one.state.dataUpdatedAt - other.state.dataUpdatedAt)[0]?.state;
}
