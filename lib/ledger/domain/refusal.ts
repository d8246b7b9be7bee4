import { canonicalize } from './canonical';

/** An organisation's refusal to sign: the exact statement that it was asked to sign, and why it does not. */
export interface Refusal {
  readonly statement: string;
  readonly reason: string;
}

/**
 * The exact text that the asked key signs to refuse. Whoever holds only the organisation's API key cannot refuse in its name; and
 * the tag keeps it from being anything else that such a key signs.
 */
export function encodeRefusal({ statement, reason }: Refusal): string {
  return canonicalize({ tag: 'hearthline/refusal/v1', statement, reason });
}
