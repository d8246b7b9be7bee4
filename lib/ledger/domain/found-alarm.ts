import type { AlarmKind, HubAlarm } from '@/lib/ledger/language/alarms';
import { parseCheckpoint } from './checkpoint';
import { parseNote } from './signed-note';

/** An alarm as a person is told it: what, by whom, and the log's sizes or place that it is about. */
export interface FoundAlarm {
  readonly kind: AlarmKind;
  readonly by: readonly string[];
  /** Two sizes of the log in ascending order; for the signer the index of an entry, once. */
  readonly numbers: readonly number[];
}

/** What the hub itself found. */
export function hubAlarm({ kind, evidence }: HubAlarm): FoundAlarm {
  const { index, notes = [] } = evidence;
  const sizes = notes.map((note) => parseCheckpoint(parseNote(note)?.text ?? '')?.size ?? 0);
  return { kind, by: ['the hub'], numbers: index === undefined ? sizes.sort((one, other) => one - other) : [index] };
}

/** One alarm a kind: the first that was found, and everyone who found one of its kind. */
export function mergeAlarms(alarms: readonly FoundAlarm[]): FoundAlarm[] {
  const kinds = new Map<AlarmKind, FoundAlarm>();
  for (const alarm of alarms) {
    const known = kinds.get(alarm.kind);
    kinds.set(alarm.kind, known === undefined ? alarm : { ...known, by: [...new Set([...known.by, ...alarm.by])] });
  }
  return [...kinds.values()];
}
