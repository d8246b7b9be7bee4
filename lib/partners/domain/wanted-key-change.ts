import type { ProposedFact } from '@/lib/ledger/domain/check-proposal';

/** Whether a fact changes whose key signs: never signed as a matter of course. */
export function changesKeys({ type }: Pick<ProposedFact, 'type'>): boolean {
  return type === 'KeyRegistered' || type === 'KeyRetired';
}

/** A change of its keys that an organisation asked for. Keys by id, the SHA-256 of the raw public key in hex; `publicKey` is base64. */
export interface WantedKeyChange {
  readonly organisation: string;
  /** The key that is to be registered: one of its own, or any that the hub makes. */
  readonly next:
    { readonly custody: 'hub' } | { readonly custody: 'organisation'; readonly keyId: string; readonly publicKey: string };
  /** Its keys before: no other may be retired. */
  readonly known: readonly string[];
}

/**
 * Whether a commit says this change and nothing else. Somebody with a stolen API key, or a dishonest hub, may lay another before the
 * signer at the same time: whoever signed that would hand over the organisation's word.
 */
export function isWantedKeyChange(facts: readonly ProposedFact[], wanted: WantedKeyChange): boolean {
  const own = facts.every(({ stream, values }) => stream === `org/${wanted.organisation}` && values.organisation === wanted.organisation);
  if (!own || facts.length === 0) return false;
  const [first] = facts;
  if (first?.type === 'KeyRegistered') return facts.length === 1 && registers(first, wanted.next);
  return facts.every((fact) => fact.type === 'KeyRetired' && retires(fact, wanted));
} // prettier-ignore

function registers({ values }: ProposedFact, next: WantedKeyChange['next']): boolean {
  if (values.custody !== next.custody) return false;
  return next.custody === 'hub' || (values.keyId === next.keyId && values.publicKey === next.publicKey);
}

function retires({ values }: ProposedFact, { next, known }: WantedKeyChange): boolean {
  const isNext = next.custody === 'organisation' && values.keyId === next.keyId;
  return (
    !isNext && known.some((keyId) => keyId === values.keyId) && values.reason === 'rotated' && values.compromisedSince === null
  );
}
