'use client';
import { keepPreviousData, useQuery, type DefinedUseQueryResult, type UseQueryResult } from '@tanstack/react-query';
import type { MovementView, PortfolioView } from '@/lib/lending/language/portfolio-views';
import { getJson } from '@/lib/platform/client/fetch-json';
import { useAsking } from '@/lib/platform/client/moment';

export interface MovementPage {
  readonly movements: readonly MovementView[];
  readonly next_cursor: string | null;
}

/** The owner's portfolio; moves are counted since the reader last looked. */
export function usePortfolio(since: string | undefined, initialData: PortfolioView): DefinedUseQueryResult<PortfolioView> {
  const asking = useAsking();
  const search = since === undefined ? '' : `?since=${encodeURIComponent(since)}`;
  return useQuery({
    queryKey: ['portfolio', since ?? '', asking.key],
    queryFn: () => getJson<PortfolioView>(asking.path(`/api/v1/portfolio${search}`)),
    initialData,
  });
}

/** A page of loans that moved between buckets. */
export function useMovements(cursor: string, initialData?: MovementPage): UseQueryResult<MovementPage> {
  const asking = useAsking();
  const search = cursor === '' ? '' : `?cursor=${encodeURIComponent(cursor)}`;
  return useQuery({
    queryKey: ['movements', cursor, asking.key],
    queryFn: () => getJson<MovementPage>(asking.path(`/api/v1/movements${search}`)),
    placeholderData: keepPreviousData,
    ...(initialData === undefined ? {} : { initialData }),
  });
}
