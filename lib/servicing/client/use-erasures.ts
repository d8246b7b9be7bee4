'use client';
import { useMutation, useQuery, useQueryClient, type UseMutationResult, type UseQueryResult } from '@tanstack/react-query';
import { getJson, postJson } from '@/lib/platform/client/fetch-json';
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

interface Keyed {
  readonly body: object;
  /** One key for one form, so that pressing twice is one request. */
  readonly key: string;
}

/** Decides an erasure. */
export function useErase(loanId: string): UseMutationResult<unknown, Error, Keyed> {
  return useKeyedPost(`/api/v1/loans/${loanId}/erasures`);
}

/** Places a legal hold, or releases one. */
export function useHold(loanId: string): UseMutationResult<unknown, Error, Keyed> {
  return useKeyedPost(`/api/v1/loans/${loanId}/holds`);
}

function useKeyedPost(path: string): UseMutationResult<unknown, Error, Keyed> {
  const client = useQueryClient();
  return useMutation({ mutationFn: ({ body, key }) => postJson(path, body, key), onSuccess: () => client.invalidateQueries() });
}
