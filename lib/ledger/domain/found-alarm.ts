import type { AlarmKind, HubAlarm } from '@/lib/ledger/language/alarms';
import { parseCheckpoint } from './checkpoint';
import { parseNote } from './signed-note';

/** An alarm as a person is told it: what, by whom, and the log's sizes or place that it is about. */
export interface FoundAlarm {
  readonly kind: AlarmKind;
  readonly by: readonly string[];
  /** Two sizes of the log in ascending order, for a rollback what is here and what was signed; for the signer the index of an entry, once. */
  readonly numbers: readonly number[];
  /** Who holds what is not here any more. */
  readonly holder?: 'signer';
}

/** What a partner's own copy found against its hub, or what its hub told it. */
export function copyAlarm(alarm: HubAlarm): FoundAlarm {
  return alarm.evidence.told === 'hub' ? hubAlarm(alarm) : { ...hubAlarm(alarm), by: ['this copy'] };
}

/** What the hub itself found. */
export function hubAlarm({ kind, evidence }: HubAlarm): FoundAlarm {
  const { index, notes = [], here, witness } = evidence;
  const sizes = notes.map((note) => parseCheckpoint(parseNote(note)?.text ?? '')?.size ?? 0);
  const by = ['the hub'];
  if (index !== undefined) return { kind, by, numbers: [index] };
  if (here === undefined) return { kind, by, numbers: sizes.sort((one, other) => one - other) };
  return { kind, by, numbers: [here, ...sizes], ...(witness === undefined ? { holder: 'signer' } : {}) };
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
