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
import { useAsking } from '@/lib/platform/client/moment';
import type { LoanPage, LoanView } from '@/lib/servicing/language/loan-views';

export interface LoanFilter {
  readonly search: string;
  readonly late: string;
  readonly cursor: string;
}

/** A page of loans. */
export function useLoans(filter: LoanFilter, initialData?: LoanPage): UseQueryResult<LoanPage> {
  const asking = useAsking();
  const search = new URLSearchParams({ limit: '50' });
  for (const [name, value] of Object.entries(filter)) if (value !== '') search.set(name, value as string);
  return useQuery({
    queryKey: ['loans', search.toString(), asking.key],
    queryFn: () => getJson<LoanPage>(asking.path(`/api/v1/loans?${search.toString()}`)),
    placeholderData: keepPreviousData,
    ...(initialData === undefined ? {} : { initialData }),
  });
}

/** One loan. */
export function useLoan(loanId: string, initialData?: LoanView): UseQueryResult<LoanView> {
  const asking = useAsking();
  return useQuery({
    queryKey: ['loan', loanId, 'view', asking.key],
    queryFn: () => getJson<LoanView>(asking.path(`/api/v1/loans/${loanId}`)),
    ...(initialData === undefined ? {} : { initialData }),
  });
}

/** The homeowner's loans. */
export function useHome(initialData: readonly LoanView[]): DefinedUseQueryResult<readonly LoanView[]> {
  const asking = useAsking();
  return useQuery({
    queryKey: ['home', asking.key],
    queryFn: async () => (await getJson<{ loans: LoanView[] }>(asking.path('/api/v1/home'))).loans,
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
