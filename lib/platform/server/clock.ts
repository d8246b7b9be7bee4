import { Temporal } from 'temporal-polyfill';

/** Servicers' days are Eastern days: agency calendars and cut-offs are stated in that zone. */
const ZONE = 'America/New_York';

/** The day on which an instant fell, counted in the same way. */
export function dayOf(at: Date): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(ZONE).toPlainDate();
}

/** Today as a servicer in the United States counts days. */
export function today(): Temporal.PlainDate {
  return Temporal.Now.plainDateISO(ZONE);
}
