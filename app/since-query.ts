import { z } from 'zod';

/** `since`: the instant when the reader last looked. */
export const sinceQuery = z.object({
  since: z.iso.datetime().transform((text) => new Date(text)).optional(),
}); // prettier-ignore
