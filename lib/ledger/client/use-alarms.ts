import { useQuery } from '@tanstack/react-query';
import { copyAlarm, hubAlarm, mergeAlarms, type FoundAlarm } from '@/lib/ledger/domain/found-alarm';
import type { AlarmsView, ToldSuccession } from '@/lib/ledger/language/alarms';
import { getJson } from '@/lib/platform/client/fetch-json';
import { askWitnesses } from './ask-witnesses';

const EVERY_MILLISECONDS = 30_000;

/** What is told above every page: what was found against the record, and that it goes on under another name. */
interface Told {
  readonly alarms: readonly FoundAlarm[];
  readonly succession: ToldSuccession | null;
}

/** `unknown`: it could not be asked, so that nothing found means nothing. */
interface Asked extends Told {
  readonly unknown: boolean;
}

const NOTHING: Told = { alarms: [], succession: null };

/** What was found, by the hub and by the witnesses, asked again every half minute. */
export function useAlarms(): Asked {
  const { data, error } = useQuery({ queryKey: ['alarms'], queryFn: findAlarms, refetchInterval: EVERY_MILLISECONDS });
  return { ...(data ?? NOTHING), unknown: data === undefined && error !== null };
}

async function findAlarms(): Promise<Told> {
  const { copy, alarms, succession, policy } = await getJson<AlarmsView>('/api/v1/ledger/alarms');
  // A witness may have cosigned what has not reached a copy yet: whether the hub goes on to there is asked by the copy itself.
  const witnesses = (await askWitnesses(policy)).filter(({ kind }) => !copy || kind !== 'ROLLED_BACK');
  return { alarms: mergeAlarms([...alarms.map(copy ? copyAlarm : hubAlarm), ...witnesses]), succession };
}
