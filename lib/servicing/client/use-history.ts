'use client';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { getJson } from '@/lib/platform/client/fetch-json';
import { useAsking } from '@/lib/platform/client/moment';
import type { HistoryFact } from '@/lib/servicing/language/loan-views';

/** A loan's chain as the API gives it. */
export interface History {
  readonly loanId: string;
  readonly facts: readonly HistoryFact[];
}

/** A loan's chain, kept fresh. */
export function useHistory(loanId: string): UseQueryResult<History> {
  const asking = useAsking();
  return useQuery({
    queryKey: ['loan', loanId, 'history', asking.key],
    queryFn: () => getJson<History>(asking.path(`/api/v1/loans/${loanId}/history`)),
  });
}
