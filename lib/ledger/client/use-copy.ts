import { useQuery } from '@tanstack/react-query';
import type { CopyView } from '@/lib/ledger/language/copy-view';
import { getJson } from '@/lib/platform/client/fetch-json';

const EVERY_MILLISECONDS = 2_000;

/** How this copy stands to its hub, asked again every two seconds: silence of the hub brings no signal. */
export function useCopy(first: CopyView): CopyView {
  const { data } = useQuery({
    queryKey: ['copy'],
    queryFn: () => getJson<CopyView>('/api/v1/copy'),
    initialData: first,
    refetchInterval: EVERY_MILLISECONDS,
  });
  return data;
}
