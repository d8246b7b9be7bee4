import type { PartyKind } from '@/lib/partners/language/party-kind';

/** Who is acting, already authenticated: an argument of every use case, never optional. */
export interface Actor {
  /** Pseudonymous id written into facts: a person's, or `api` for a key. */
  readonly id: string;
  readonly organisation: string;
  readonly organisationName: string;
  readonly kind: PartyKind;
  /** Shown to the actor themself; never written to the ledger. */
  readonly displayName: string;
  /** The ledger position as of which the actor looks at everything; absent for how things are now. */
  readonly asOf?: bigint | undefined;
}
