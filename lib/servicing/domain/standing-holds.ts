import type { StandingHold } from './decide-erasure';

/** A fact about a legal hold, as it stands in the record. */
export interface HoldFact {
  readonly type: string | null;
  readonly organisation: string;
  readonly recordedAt: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** The legal holds that stand after these facts. A hold is released by the organisation that placed it, and by nobody else. */
export function standingHolds(facts: readonly HoldFact[]): StandingHold[] {
  const holds = new Map<string, StandingHold>();
  for (const { type, organisation, recordedAt, values } of facts) {
    const { hold, reason } = values;
    if (typeof hold !== 'string') continue;
    if (type === 'LegalHoldPlaced' && !holds.has(hold))
      holds.set(hold, { hold, organisation, reason: typeof reason === 'string' ? reason : '', since: recordedAt });
    if (type === 'LegalHoldReleased' && holds.get(hold)?.organisation === organisation) holds.delete(hold);
  }
  return [...holds.values()];
}
