import { fromBase64, sameBytes, toHex, utf8, type Sha256 } from './bytes';
import { commitRoot, parseCommitStatement } from './commit-statement';
import { verifyStrictly, type VerifySignature } from './ed25519-strict';
import type { FaultCode } from './fault';

/** A commit as stored. */
export interface StoredCommit {
  readonly firstIndex: number;
  readonly statement: string;
  readonly signature: Uint8Array;
}

export interface LogCrypto {
  readonly sha256: Sha256;
  readonly verifySignature: VerifySignature;
  /** Registered keys by key id (hex). */
  readonly keys: ReadonlyMap<string, KnownKey>;
}

/** Whose a key is, and the ledger position from which what it signs no longer counts. */
export interface KnownKey {
  readonly organisation: string;
  readonly publicKey: Uint8Array;
  readonly until?: number | undefined;
}

/** Checks that a commit is made of exactly these entries (digests in hex) and signed by a key of its organisation. */
export async function findCommitFault(
  commit: StoredCommit,
  digests: readonly string[],
  crypto: LogCrypto,
): Promise<FaultCode | undefined> {
  const statement = parseCommitStatement(commit.statement);
  if (statement === undefined) return 'COMMIT_MALFORMED';
  const root = fromBase64(statement.root) ?? new Uint8Array();
  const whole = statement.count === digests.length && sameBytes(root, commitRoot(digests, crypto.sha256));
  if (!whole) return 'COMMIT_ROOT_WRONG';
  const key = crypto.keys.get(statement.key);
  if (key?.organisation !== statement.organisation) return 'KEY_UNKNOWN';
  if (toHex(crypto.sha256(key.publicKey)) !== statement.key) return 'KEY_UNKNOWN';
  if (key.until !== undefined && commit.firstIndex >= key.until) return 'KEY_RETIRED';
  const signed = { publicKey: key.publicKey, message: utf8(commit.statement), signature: commit.signature };
  return (await verifyStrictly(signed, crypto.verifySignature)) ? undefined : 'SIGNATURE_WRONG';
}
