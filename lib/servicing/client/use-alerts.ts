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
import type { AlertPage, AlertSummary, DeadlineWindow } from '@/lib/servicing/language/alert-views';
import type { AlertWork } from '@/lib/servicing/language/alert-work';

/** A page of open alerts in one deadline window, or in all. */
export function useAlerts(
  query: { window: DeadlineWindow | undefined; cursor: string | undefined },
  initialData?: AlertPage,
): UseQueryResult<AlertPage> {
  const asking = useAsking();
  const search = new URLSearchParams({ limit: '50' });
  if (query.window !== undefined) search.set('window', query.window);
  if (query.cursor !== undefined) search.set('cursor', query.cursor);
  return useQuery({
    queryKey: ['alerts', query.window ?? '', query.cursor ?? '', asking.key],
    queryFn: () => getJson<AlertPage>(asking.path(`/api/v1/alerts?${search.toString()}`)),
    placeholderData: keepPreviousData,
    ...(initialData === undefined ? {} : { initialData }),
  });
}

/** The counts behind the triage page's first sentence. */
export function useAlertSummary(since: string | undefined, initialData: AlertSummary): DefinedUseQueryResult<AlertSummary> {
  const asking = useAsking();
  const search = since === undefined ? '' : `?since=${encodeURIComponent(since)}`;
  return useQuery({
    queryKey: ['alert-summary', since ?? '', asking.key],
    queryFn: () => getJson<AlertSummary>(asking.path(`/api/v1/alerts/summary${search}`)),
    initialData,
  });
}

/** Does one thing to a loan's alert; what is shown follows when it is on the ledger. */
export function useWorkAlert(): UseMutationResult<unknown, Error, { loanId: string; action: AlertWork }> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ loanId, action }) => postJson(`/api/v1/loans/${loanId}/work`, action),
    onSuccess: () => client.invalidateQueries(),
  });
}
