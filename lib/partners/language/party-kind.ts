/** The four kinds of party to a home loan. An account's organisation has exactly one. */
export const PARTY_KINDS = ['servicer', 'owner', 'securitizer', 'homeowner'] as const;
export type PartyKind = (typeof PARTY_KINDS)[number];

/** Narrows a stored or received word; anything else is not a party. */
export function isPartyKind(word: string): word is PartyKind {
  return (PARTY_KINDS as readonly string[]).includes(word);
}
