'use client';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { LookView } from '@/lib/partners/language/access-view';
import { getJson } from '@/lib/platform/client/fetch-json';

/** Looks are on no signal: while somebody watches, they are asked for every few seconds. */
const EVERY_MILLISECONDS = 5_000;

/** Who has looked at a loan's record, newest first. */
export function useAccess(loanId: string): UseQueryResult<readonly LookView[]> {
  return useQuery({
    queryKey: ['loan', loanId, 'access'],
    queryFn: async () => (await getJson<{ looks: LookView[] }>(`/api/v1/loans/${loanId}/access`)).looks,
    refetchInterval: EVERY_MILLISECONDS,
  });
}
