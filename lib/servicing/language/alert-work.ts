import { z } from 'zod';
import { date } from './fact-fields';
import { CONTACT_CHANNELS, CONTACT_OUTCOMES, RESOLUTIONS } from './work-facts';

/** What can be done to an alert, as the screen and the API send it. Assigning without a name is taking it oneself. */
export const alertWork = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('acknowledge') }),
  z.strictObject({ kind: z.literal('assign'), assignee: z.string().min(1).max(64).optional() }),
  z.strictObject({ kind: z.literal('resolve'), reason: z.enum(RESOLUTIONS) }),
  z.strictObject({
    kind: z.literal('contact'),
    channel: z.enum(CONTACT_CHANNELS),
    outcome: z.enum(CONTACT_OUTCOMES),
    madeOn: date,
  }),
  z.strictObject({ kind: z.literal('notice'), sentOn: date }),
]);

export type AlertWork = z.output<typeof alertWork>;
