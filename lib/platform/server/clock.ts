import { Temporal } from 'temporal-polyfill';

/** Servicers' days are Eastern days: agency calendars and cut-offs are stated in that zone. */
const ZONE = 'America/New_York';

/** Today as a servicer in the United States counts days. */
export function today(): Temporal.PlainDate {
  return Temporal.Now.plainDateISO(ZONE);
}
