'use client';
import {
  keepPreviousData,
  useMutation,
  useQuery,
  useQueryClient,
  type DefinedUseQueryResult,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { getJson, postJson } from '@/lib/platform/client/fetch-json';
import type { LoanPage, LoanView } from '@/lib/servicing/language/loan-views';

export interface LoanFilter {
  readonly search: string;
  readonly late: string;
  readonly cursor: string;
}

/** A page of loans. */
export function useLoans(filter: LoanFilter, initialData?: LoanPage): UseQueryResult<LoanPage> {
  const search = new URLSearchParams({ limit: '50' });
  for (const [name, value] of Object.entries(filter)) if (value !== '') search.set(name, value as string);
  return useQuery({
    queryKey: ['loans', search.toString()],
    queryFn: () => getJson<LoanPage>(`/api/v1/loans?${search.toString()}`),
    placeholderData: keepPreviousData,
    ...(initialData === undefined ? {} : { initialData }),
  });
}

/** One loan. */
export function useLoan(loanId: string, initialData?: LoanView): UseQueryResult<LoanView> {
  return useQuery({
    queryKey: ['loan', loanId, 'view'],
    queryFn: () => getJson<LoanView>(`/api/v1/loans/${loanId}`),
    ...(initialData === undefined ? {} : { initialData }),
  });
}

/** The homeowner's loans. */
export function useHome(initialData: readonly LoanView[]): DefinedUseQueryResult<readonly LoanView[]> {
  return useQuery({
    queryKey: ['home'],
    queryFn: async () => (await getJson<{ loans: LoanView[] }>('/api/v1/home')).loans,
    initialData,
  });
}

/** Posts a payment. One key for one form, so that pressing twice posts once. */
export function usePostPayment(
  loanId: string,
): UseMutationResult<unknown, Error, { amount: string; receivedOn: string; key: string }> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ amount, receivedOn, key }) => postJson(`/api/v1/loans/${loanId}/payments`, { amount, receivedOn }, key),
    onSuccess: () => client.invalidateQueries(),
  });
}
