'use client';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { getJson } from '@/lib/platform/client/fetch-json';
import type { HistoryFact } from '@/lib/servicing/language/loan-views';

/** A loan's chain as the API gives it. */
export interface History {
  readonly loanId: string;
  readonly facts: readonly HistoryFact[];
}

/** Fetches a loan's chain anew. */
function fetchHistory(loanId: string): Promise<History> {
  return getJson<History>(`/api/v1/loans/${loanId}/history`);
}

/** A loan's chain, kept fresh. */
export function useHistory(loanId: string): UseQueryResult<History> {
  return useQuery({ queryKey: ['loan', loanId, 'history'], queryFn: () => fetchHistory(loanId) });
}
