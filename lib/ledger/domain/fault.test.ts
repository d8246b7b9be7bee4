import { expect, it } from 'vitest';
import { describeFault, type FaultCode } from './fault';

/** Every code there is: a new one does not compile until it is here. */
const CODES = Object.keys({
  FIELD_ALTERED: 0, FIELD_UNKNOWN: 0, FIELDS_DISORDERED: 0, FIELDS_ROOT_WRONG: 0, HEADER_MALFORMED: 0, WRONG_STREAM: 0, VERSION_GAP: 0,
  LINK_BROKEN: 0, DIGEST_WRONG: 0, COMMIT_MALFORMED: 0, COMMIT_PATH_WRONG: 0, COMMIT_ROOT_WRONG: 0, KEY_UNKNOWN: 0, SIGNATURE_WRONG: 0,
  LEAF_WRONG: 0, INDEX_GAP: 0, HEAD_MALFORMED: 0, HEAD_SIGNATURE_WRONG: 0, HEAD_CONTRADICTED: 0, TREE_ROOT_WRONG: 0, TREE_SIZE_WRONG: 0,
  LOG_SHRANK: 0, LOG_REWRITTEN: 0, CHECKPOINT_MALFORMED: 0, CHECKPOINT_OF_OTHER_LOG: 0, CHECKPOINT_UNSIGNED: 0, QUORUM_MISSING: 0,
  QUORUM_STALE: 0, NOT_IN_LOG: 0, MAP_NOT_SHOWN: 0, MAP_PATH_WRONG: 0, END_CONTRADICTED: 0, INDEX_DISORDERED: 0, PROOF_MALFORMED: 0, RECEIPT_BROKEN: 0, KEY_RETIRED: 0,
  FIELD_MISSING: 0,
  ERASURE_UNPROVEN: 0, MISFILED: 0, TIME_WENT_BACK: 0, STREAM_HEAD_WRONG: 0, SUBTREE_WRONG: 0, MAP_WRONG: 0,
  CHECKPOINT_CONTRADICTED: 0, CHECKPOINT_MISSING: 0, TILE_WRONG: 0, FILE_UNREADABLE: 0, VIEW_DIFFERS: 0, GUARD_CHANGED: 0, LINEAGE_WRONG: 0, LOG_SUCCEEDED: 0,
  FEED_MALFORMED: 0, KEY_CHANGED: 0, LOG_KEY_WITHDRAWN: 0,
} satisfies Record<FaultCode, 0>) as FaultCode[]; // prettier-ignore

it('tells every fault in a sentence of its own', () => {
  const sentences = CODES.map((code) => describeFault({ code }));
  for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z].+\.$/);
  expect(new Set(sentences).size).toBe(CODES.length);
});
