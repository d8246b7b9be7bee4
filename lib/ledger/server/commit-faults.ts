/** Why a commit was refused; nothing of it was appended. */
export type CommitFaultCode =
  | 'STALE_STREAM'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'INVALID_IDEMPOTENCY_KEY'
  | 'NO_SIGNING_KEY'
  | 'KEY_NOT_IN_FORCE'
  | 'NOT_SIGNED'
  | 'SIGNATURE_REFUSED'
  | 'LOG_BEHIND'
  | 'LOG_SUCCEEDED'
  | 'SUBJECT_ERASED';

const SENTENCES: Record<CommitFaultCode, string> = {
  STALE_STREAM: 'The record changed while you were working on it. Nothing was saved. Look at the newest version and try again.',
  IDEMPOTENCY_KEY_REUSED:
    'This idempotency key was used for a different request. Nothing was saved. Use a new key for a new request.',
  INVALID_IDEMPOTENCY_KEY: 'An idempotency key has 1 to 255 printable ASCII characters. Nothing was saved. Send a valid key.',
  NO_SIGNING_KEY: 'This organisation has no signing key here, so nothing can be written in its name. Nothing was saved.',
  KEY_NOT_IN_FORCE:
    'The key with which this hub would sign for your organisation is not one that the record names as in force: older keys were put back here. Nothing was saved. Whoever runs this hub must put back the newest copy of its keys.',
  NOT_SIGNED:
    'Your organisation holds its own signing key, and its signer did not answer. Nothing was saved. See that it runs (hearthline custody sign, your own node, or the page of the browser that holds the key), then try again.',
  SIGNATURE_REFUSED: 'Your organisation’s own signer refused to sign this. Nothing was saved.',
  LOG_BEHIND:
    'This record was restored from a copy, and lacks entries that were signed before or was not yet compared with them. Nothing was saved: until that is settled nothing is added. Try again later, or ask whoever runs this hub.',
  LOG_SUCCEEDED:
    'The record goes on under another name, and this part of the product was started before that. Nothing was saved. Whoever runs this hub must start it again.',
  SUBJECT_ERASED:
    'What was kept of this person was erased for good, so nothing more can be kept of them under this record. Nothing was saved.',
};

const UNSIGNED: readonly string[] = ['NOT_SIGNED', 'SIGNATURE_REFUSED', 'KEY_NOT_IN_FORCE'];

/** Whether nothing was written because nobody signed for that one organisation: others are not held up, and it is asked again. */
export function isUnsigned(error: unknown): error is CommitFault {
  return error instanceof CommitFault && UNSIGNED.includes(error.code);
}

/** An expected refusal by the ledger, recognised by `code` (class identity does not survive two module copies). */
export class CommitFault extends Error {
  constructor(
    readonly code: CommitFaultCode,
    readonly stream?: string,
    /** What a signer said when it refused. */
    reason?: string,
  ) {
    super(reason === undefined ? SENTENCES[code] : `${SENTENCES[code]} It said: ${reason}`);
  }
}
