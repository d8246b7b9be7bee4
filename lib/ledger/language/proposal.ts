import type { VisibleField } from './wire';

/** One entry that is to be signed: the exact header, and every field with its salt and value. */
export interface ProposedEntry {
  readonly header: string;
  readonly fields: readonly VisibleField[];
}

/** A commit as it is laid before the organisation that holds its own key (ledger-format §0, Commit). */
export interface WireProposal {
  readonly id: string;
  /** An ISO instant, by the hub's clock: nobody waits for the answer any longer. */
  readonly answerBy: string;
  /** The key that is asked to sign: SHA-256 of the raw public key, hex. */
  readonly keyId: string;
  /** The exact text to be signed. */
  readonly statement: string;
  readonly entries: readonly ProposedEntry[];
}

/** What waits for an organisation's signature. */
export interface WaitingProposals {
  /** All that wait, by id, oldest first: what is not named any more is answered, or nobody waits for it. */
  readonly waiting: readonly string[];
  /** The oldest of them that the asker did not know, a few at a time. */
  readonly proposals: readonly WireProposal[];
}
