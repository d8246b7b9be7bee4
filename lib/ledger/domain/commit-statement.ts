import { concat, fromHex, utf8, type Sha256 } from './bytes';
import { canonicalize } from './canonical';
import { leafHash, merkleRoot } from './tree';

const COMMIT_TAG = 'hearthline/commit/v1';
const LEAF_TAG = utf8('hearthline/leaf/v1\n');

/** What an organisation signs: all entries of one commit at once (ledger-format §0, Commit). */
export interface CommitStatement {
  readonly origin: string;
  readonly organisation: string;
  /** Full SHA-256 of the raw public key, hex. */
  readonly key: string;
  readonly idempotencyKey: string;
  readonly count: number;
  /** RFC 6962 root over the entry digests, base64. */
  readonly root: string;
}

/** The exact text that is signed. */
export function encodeCommitStatement(statement: CommitStatement): string {
  return canonicalize({ tag: COMMIT_TAG, ...statement });
}

/** The RFC 6962 root over entry digests (hex) in their order. */
export function commitRoot(digests: readonly string[], sha256: Sha256): Uint8Array {
  const leaves = digests.map((digest) => leafHash(fromHex(digest) ?? new Uint8Array(), sha256));
  return merkleRoot(leaves, sha256);
}

/** The log's leaf for an entry: the signature is part of it, so it can be neither stripped nor replaced later. */
export function leafData(
  entry: { digest: Uint8Array; statement: Uint8Array; signature: Uint8Array },
  sha256: Sha256,
): Uint8Array {
  return sha256(concat(LEAF_TAG, entry.digest, sha256(concat(entry.statement, entry.signature))));
}

/** Reads a statement from hostile text: undefined unless it is exactly the canonical form of one. */
export function parseCommitStatement(text: string): CommitStatement | undefined {
  try {
    const value = JSON.parse(text) as Record<string, unknown>;
    const texts = ['origin', 'organisation', 'key', 'idempotencyKey', 'root'].every((name) => typeof value[name] === 'string');
    const whole = canonicalize(value) === text && value.tag === COMMIT_TAG && Object.keys(value).length === 7;
    const counted = Number.isSafeInteger(value.count) && (value.count as number) > 0;
    return texts && whole && counted ? (value as unknown as CommitStatement) : undefined;
  } catch {
    return undefined;
  }
}
