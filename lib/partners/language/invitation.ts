import { z } from 'zod';

/**
 * What the hub's operator hands to an organisation, by a way of their own: where the hub is, which log and witnesses to go by
 * (a C2SP tlog-policy), and a code with which the organisation can put a key of its own in the hub's place, once.
 */
const INVITATION = z.strictObject({
  format: z.literal('hearthline/invitation/v1'),
  organisation: z.string().min(1).max(64),
  hub: z.url(),
  policy: z.string().min(1).max(262_144),
  code: z.string().min(1).max(100),
  expiresAt: z.iso.datetime(),
});

export type Invitation = z.infer<typeof INVITATION>;

/** Reads an invitation (hostile text); undefined when it is none. */
export function parseInvitation(text: string): Invitation | undefined {
  try {
    const parsed = INVITATION.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
