import { openText, sealText } from '@/lib/platform/server/sealed-cursor';

/** How far a follower has got: up to `from`; or, while what it may now see of what went before is on its way, past the commit `after` of that. */
export interface FeedPlace {
  readonly from: number;
  readonly late?: { readonly to: number; readonly after: number };
}

/** Tells a feed's tokens from those of a browser: each is nothing to the other. */
const reader = (organisation: string): string => `feed ${organisation}`;

/** A place as a token that only its reader can use. */
export function sealPlace(secret: string, organisation: string, { from, late }: FeedPlace): string {
  const numbers = late === undefined ? [from] : [from, late.to, late.after];
  return sealText(secret, reader(organisation), numbers.join(' '));
}

/** The place in a token (hostile), or undefined when it is none of this reader's. */
export function openPlace(secret: string, organisation: string, token: string): FeedPlace | undefined {
  const text = openText(secret, reader(organisation), token);
  if (text === undefined) return undefined;
  const [from = 0, to, after] = text.split(' ').map(Number);
  return to === undefined || after === undefined ? { from } : { from, late: { to, after } };
}
