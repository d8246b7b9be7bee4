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
  | 'KEY_RETIRED'
  | 'LEAF_WRONG'
  | 'INDEX_GAP'
  | 'INDEX_DISORDERED'
  | 'HEAD_MALFORMED'
  | 'HEAD_SIGNATURE_WRONG'
  | 'HEAD_CONTRADICTED'
  | 'TREE_ROOT_WRONG'
  | 'TREE_SIZE_WRONG'
  | 'LOG_SHRANK'
  | 'LOG_REWRITTEN'
  | 'CHECKPOINT_MALFORMED'
  | 'CHECKPOINT_OF_OTHER_LOG'
  | 'CHECKPOINT_UNSIGNED'
  | 'LOG_KEY_WITHDRAWN'
  | 'QUORUM_MISSING'
  | 'QUORUM_STALE'
  | 'PROOF_MALFORMED'
  | 'NOT_IN_LOG'
  | 'MAP_NOT_SHOWN'
  | 'MAP_PATH_WRONG'
  | 'END_CONTRADICTED'
  | 'RECEIPT_BROKEN'
  | 'FIELD_MISSING'
  | 'ERASURE_UNPROVEN'
  | 'MISFILED'
  | 'TIME_WENT_BACK'
  | 'STREAM_HEAD_WRONG'
  | 'SUBTREE_WRONG'
  | 'MAP_WRONG'
  | 'CHECKPOINT_CONTRADICTED'
  | 'CHECKPOINT_MISSING'
  | 'TILE_WRONG'
  | 'FILE_UNREADABLE'
  | 'VIEW_DIFFERS'
  | 'GUARD_CHANGED'
  | 'LINEAGE_WRONG'
  | 'LOG_SUCCEEDED'
  | 'FEED_MALFORMED'
  | 'KEY_CHANGED';

/** One fault with its place. `index` is the ledger position, `version` the place in the stream. */
export interface Fault {
  readonly code: FaultCode;
  readonly index?: number;
  readonly stream?: string;
  readonly version?: number;
  readonly field?: string;
  readonly fact?: string;
  /** A file of an export, or a table and the key of its row. */
  readonly where?: string;
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
  KEY_RETIRED: 'The commit was signed with a key that its organisation had withdrawn for what was recorded then.',
  SIGNATURE_WRONG: 'The signature does not fit the commit.',
  LEAF_WRONG: 'The log leaf does not cover this entry and its signature.',
  INDEX_GAP: 'A ledger position is missing.',
  INDEX_DISORDERED: 'The entries’ ledger positions do not ascend.',
  HEAD_MALFORMED: 'The statement of the head cannot be read.',
  HEAD_SIGNATURE_WRONG: 'The hub’s signature does not fit its statement of the head.',
  HEAD_CONTRADICTED: 'The record does not end where the hub signed that it ends.',
  TREE_ROOT_WRONG: 'The root recomputed from the entries is not the stored one.',
  TREE_SIZE_WRONG: 'The number of entries is not the stored size.',
  LOG_SHRANK: 'The log has fewer entries than were signed before.',
  LOG_REWRITTEN: 'The log was not only added to since it was last seen: something in it was changed, removed or reordered.',
  CHECKPOINT_MALFORMED: 'The checkpoint cannot be read.',
  CHECKPOINT_OF_OTHER_LOG: 'The checkpoint is of another log.',
  CHECKPOINT_UNSIGNED: 'The checkpoint is not signed with the log’s key.',
  LOG_KEY_WITHDRAWN: 'The checkpoint is signed only with a key that the log had withdrawn by then.',
  QUORUM_MISSING: 'Too few witnesses have cosigned the checkpoint.',
  QUORUM_STALE: 'The witnesses’ word is too old: you may be shown a log that has since moved on.',
  PROOF_MALFORMED: 'The proof file cannot be read.',
  NOT_IN_LOG: 'The checkpoint does not cover this entry, though it should.',
  MAP_NOT_SHOWN: 'The checkpoint does not end with a map of where every record ends.',
  MAP_PATH_WRONG: 'Where this record ends by the checkpoint’s map is not shown.',
  END_CONTRADICTED: 'By the checkpoint’s map this record ends elsewhere: someone else is shown other entries.',
  RECEIPT_BROKEN: 'The hub promised to put something you sent into the log by a certain time, and did not.',
  FIELD_MISSING: 'This value was sealed and is not there any more.',
  ERASURE_UNPROVEN: 'This value is said to have been erased, and nothing shows who decided that.',
  MISFILED: 'This is filed under other words than were signed, so the wrong people could be shown it.',
  TIME_WENT_BACK: 'This commit was recorded before the one that precedes it.',
  STREAM_HEAD_WRONG: 'The stored end of this record is not its last entry.',
  SUBTREE_WRONG: 'A stored hash of the tree is not that of the entries below it.',
  MAP_WRONG: 'The map of where records end does not agree with the entries.',
  CHECKPOINT_CONTRADICTED: 'The log is not the one that this checkpoint was signed over.',
  CHECKPOINT_MISSING: 'A checkpoint that was signed is not there any more.',
  TILE_WRONG: 'A tile does not hold the hashes of the entries below it.',
  FILE_UNREADABLE: 'A file is missing or cannot be read.',
  VIEW_DIFFERS: 'What is shown is not what the facts give.',
  GUARD_CHANGED: 'What guards the tables of the database is not what this release puts there.',
  LINEAGE_WRONG: 'Where this log goes on from another, it does not say so as it must.',
  LOG_SUCCEEDED: 'The log goes on under another name, since it was restored from an older copy.',
  FEED_MALFORMED: 'What the hub sent cannot be read.',
  KEY_CHANGED: 'A signing key is said to be another’s, or not withdrawn any more, than was said before.',
};

/** A fault in words for a person, without its place. */
export function describeFault(fault: Fault): string {
  return SENTENCES[fault.code];
}
