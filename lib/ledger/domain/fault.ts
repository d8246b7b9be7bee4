/** Everything that can be wrong with a ledger or a part of it: a closed set, so that each has words and a test. */
export type FaultCode =
  | 'FIELD_ALTERED'
  | 'FIELD_UNKNOWN'
  | 'FIELDS_DISORDERED'
  | 'FIELDS_ROOT_WRONG'
  | 'HEADER_MALFORMED'
  | 'WRONG_STREAM'
  | 'VERSION_GAP'
  | 'LINK_BROKEN'
  | 'DIGEST_WRONG'
  | 'COMMIT_MALFORMED'
  | 'COMMIT_PATH_WRONG'
  | 'COMMIT_ROOT_WRONG'
  | 'KEY_UNKNOWN'
  | 'SIGNATURE_WRONG'
  | 'LEAF_WRONG'
  | 'INDEX_GAP'
  | 'HEAD_MALFORMED'
  | 'HEAD_SIGNATURE_WRONG'
  | 'HEAD_CONTRADICTED'
  | 'TREE_ROOT_WRONG'
  | 'TREE_SIZE_WRONG'
  | 'LOG_SHRANK';

/** One fault with its place. `index` is the ledger position, `version` the place in the stream. */
export interface Fault {
  readonly code: FaultCode;
  readonly index?: number;
  readonly stream?: string;
  readonly version?: number;
  readonly field?: string;
  readonly fact?: string;
}

const SENTENCES: Readonly<Record<FaultCode, string>> = {
  FIELD_ALTERED: 'This value is not the one that was sealed.',
  FIELD_UNKNOWN: 'This field was never part of the sealed fact.',
  FIELDS_DISORDERED: 'The field names are not in strict order, so two readers could be shown different values.',
  FIELDS_ROOT_WRONG: 'The list of fields is not the one that was sealed.',
  HEADER_MALFORMED: 'The header cannot be read.',
  WRONG_STREAM: 'This entry belongs to another record.',
  VERSION_GAP: 'A version is missing or out of place.',
  LINK_BROKEN: 'This entry does not follow the one before it.',
  DIGEST_WRONG: 'The stored digest is not that of the stored header.',
  COMMIT_MALFORMED: 'The statement of the commit cannot be read.',
  COMMIT_PATH_WRONG: 'This entry is not part of what the organisation signed.',
  COMMIT_ROOT_WRONG: 'The commit is not made of the entries that were signed.',
  KEY_UNKNOWN: 'The commit names a key that is not registered to its organisation.',
  SIGNATURE_WRONG: 'The signature does not fit the commit.',
  LEAF_WRONG: 'The log leaf does not cover this entry and its signature.',
  INDEX_GAP: 'A ledger position is missing.',
  HEAD_MALFORMED: 'The statement of the head cannot be read.',
  HEAD_SIGNATURE_WRONG: 'The hub’s signature does not fit its statement of the head.',
  HEAD_CONTRADICTED: 'The record does not end where the hub signed that it ends.',
  TREE_ROOT_WRONG: 'The root recomputed from the entries is not the stored one.',
  TREE_SIZE_WRONG: 'The number of entries is not the stored size.',
  LOG_SHRANK: 'The log has fewer entries than were signed before.',
};

/** A fault in words for a person, without its place. */
export function describeFault(fault: Fault): string {
  return SENTENCES[fault.code];
}
