'use client';
import { useQuery, type DefinedUseQueryResult } from '@tanstack/react-query';
import { getJson } from '@/lib/platform/client/fetch-json';
import { useAsking } from '@/lib/platform/client/moment';
import type { ExposureView } from '@/lib/securities/language/exposure-views';

/** The securitizer's exposure; its change is counted since the reader last looked. */
export function useExposure(since: string | undefined, initialData: ExposureView): DefinedUseQueryResult<ExposureView> {
  const asking = useAsking();
  const search = since === undefined ? '' : `?since=${encodeURIComponent(since)}`;
  return useQuery({
    queryKey: ['exposure', since ?? '', asking.key],
    queryFn: () => getJson<ExposureView>(asking.path(`/api/v1/exposure${search}`)),
    initialData,
  });
}
