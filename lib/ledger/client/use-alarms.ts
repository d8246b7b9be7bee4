import { useQuery } from '@tanstack/react-query';
import { hubAlarm, mergeAlarms, type FoundAlarm } from '@/lib/ledger/domain/found-alarm';
import type { AlarmsView } from '@/lib/ledger/language/alarms';
import { getJson } from '@/lib/platform/client/fetch-json';
import { askWitnesses } from './ask-witnesses';

const EVERY_MILLISECONDS = 30_000;

/** What was found against the record, by the hub and by the witnesses, asked again every half minute. */
export function useAlarms(): readonly FoundAlarm[] {
  const { data } = useQuery({ queryKey: ['alarms'], queryFn: findAlarms, refetchInterval: EVERY_MILLISECONDS });
  return data ?? [];
}

async function findAlarms(): Promise<FoundAlarm[]> {
  const { alarms, policy } = await getJson<AlarmsView>('/api/v1/ledger/alarms');
  return mergeAlarms([...alarms.map(hubAlarm), ...(await askWitnesses(policy))]);
}
