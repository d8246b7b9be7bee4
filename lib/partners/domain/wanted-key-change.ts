import { fromBase64, toHex, type Sha256 } from '@/lib/ledger/domain/bytes';
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

/**
 * The id of the key to which a commit would hand over, where it registers one more key of the organisation's own and says nothing
 * else; undefined for any other. Who holds the present key compares the id with the one that the next holder shows, and signs.
 */
export function handOverOf(facts: readonly ProposedFact[], organisation: string, sha256: Sha256): string | undefined {
  const [first] = facts;
  const { keyId, publicKey } = first?.values ?? {};
  if (typeof keyId !== 'string' || typeof publicKey !== 'string') return undefined;
  if (toHex(sha256(fromBase64(publicKey) ?? new Uint8Array())) !== keyId) return undefined;
  const wanted = { organisation, next: { custody: 'organisation', keyId, publicKey }, known: [] } as const;
  return first?.type === 'KeyRegistered' && isWantedKeyChange(facts, wanted) ? keyId : undefined;
}
