import type { VisibleField } from './wire';

/** One entry that is to be signed: the exact header, and every field with its salt and value. */
export interface ProposedEntry {
  readonly header: string;
  readonly fields: readonly VisibleField[];
}

/** A commit as it is laid before the organisation that holds its own key (ledger-format §0, Commit). */
export interface WireProposal {
  readonly id: string;
  /** The key that is asked to sign: SHA-256 of the raw public key, hex. */
  readonly keyId: string;
  /** The exact text to be signed. */
  readonly statement: string;
  readonly entries: readonly ProposedEntry[];
}
