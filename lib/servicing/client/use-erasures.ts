'use client';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { getJson } from '@/lib/platform/client/fetch-json';
import type { ErasuresView } from '@/lib/servicing/language/erasure-views';

/** Copies confirm on no signal: while one has not, it is asked for every few seconds. */
const WHILE_WAITING_MILLISECONDS = 3_000;

/** What was erased of a loan's record, and which copies have confirmed. */
export function useErasures(loanId: string): UseQueryResult<ErasuresView> {
  return useQuery({
    queryKey: ['loan', loanId, 'erasures'],
    queryFn: () => getJson<ErasuresView>(`/api/v1/loans/${loanId}/erasures`),
    refetchInterval: ({ state }) => (isWaiting(state.data) ? WHILE_WAITING_MILLISECONDS : false),
  });
}

function isWaiting(view: ErasuresView | undefined): boolean {
  return view?.erasures.some(({ copies }) => copies.some(({ confirmed }) => confirmed === null)) === true;
}
