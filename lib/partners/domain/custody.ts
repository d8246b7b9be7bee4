import { canonicalize } from '@/lib/ledger/domain/canonical';

/** What an organisation signs with a new key of its own to show that it holds it. `key` is the SHA-256 of the raw public key, hex. */
export interface CustodyClaim {
  readonly origin: string;
  readonly organisation: string;
  readonly key: string;
}

/** The exact text that is signed. Its tag keeps it from being anything else that such a key signs. */
export function encodeCustodyClaim({ origin, organisation, key }: CustodyClaim): string {
  return canonicalize({ tag: 'hearthline/custody/v1', origin, organisation, key });
}
