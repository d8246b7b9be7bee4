import type { WireEntry } from '@/lib/ledger/language/wire';
import { fromBase64, sameBytes, toHex, utf8, type Sha256 } from './bytes';
import { commitRoot, leafData, parseCommitStatement } from './commit-statement';
import { verifyStrictly, type VerifySignature } from './ed25519-strict';
import type { Fault, FaultCode } from './fault';
import { entryDigest, FIRST_PREV } from './header';
import { appendLeaf, frontierRoot, leafHash } from './tree';
import { verifyEntry } from './verify-entry';

/** An entry as stored, with all its values: what only the operator can check. */
export interface StoredEntry {
  readonly wire: Pick<WireEntry, 'index' | 'header' | 'commitments' | 'fields'>;
  readonly stream: string;
  readonly version: number;
  readonly digest: string;
  readonly leaf: Uint8Array;
  readonly commitFirst: number;
}

/** A commit as stored. */
export interface StoredCommit {
  readonly firstIndex: number;
  readonly statement: string;
  readonly signature: Uint8Array;
}

export interface LogCrypto {
  readonly sha256: Sha256;
  readonly verifySignature: VerifySignature;
  /** Registered keys by key id (hex), with the organisation that owns each. */
  readonly keys: ReadonlyMap<string, { organisation: string; publicKey: Uint8Array }>;
}

/** Checks a whole log, fed commit by commit in ledger order; memory grows with streams, not with entries. */
export class LogVerifier {
  readonly faults: Fault[] = [];
  private readonly heads = new Map<string, { version: number; digest: string }>();
  private readonly frontier: Uint8Array[] = [];
  private size = 0;

  constructor(private readonly crypto: LogCrypto) {}

  /** One commit with its entries in order. */
  async add(commit: StoredCommit, entries: readonly StoredEntry[]): Promise<void> {
    const digests = entries.map((entry) => this.addEntry(entry, commit));
    const code = await this.checkCommit(commit, digests);
    const first = entries[0];
    if (code !== undefined) this.faults.push({ code, index: commit.firstIndex, ...(first ? { stream: first.stream } : {}) });
  }

  /** Compares what was recomputed with the stored head. Nothing may be added afterwards. */
  finish(stored: { size: number; root: Uint8Array }): readonly Fault[] {
    if (stored.size !== this.size) this.faults.push({ code: 'TREE_SIZE_WRONG', index: this.size });
    if (!sameBytes(frontierRoot(this.frontier, this.crypto.sha256), stored.root))
      this.faults.push({ code: 'TREE_ROOT_WRONG', index: this.size });
    return this.faults;
  }

  private addEntry(entry: StoredEntry, commit: StoredCommit): string {
    const { sha256 } = this.crypto;
    const commitPlace = { statement: '', signature: '', path: [], position: 0 };
    const checked = verifyEntry({ ...entry.wire, commit: commitPlace, recordedAt: '' }, sha256);
    this.faults.push(...checked.faults);
    const digest = entryDigest(entry.wire.header, sha256);
    const leaf = leafData({ digest: hexBytes(digest), statement: utf8(commit.statement), signature: commit.signature }, sha256);
    const place = { index: entry.wire.index, stream: entry.stream, version: entry.version };
    const fail = (code: FaultCode): void => void this.faults.push({ code, ...place });
    const previous = this.heads.get(entry.stream) ?? { version: 0, digest: FIRST_PREV };
    if (entry.wire.index !== this.size) fail('INDEX_GAP');
    if (checked.header?.stream !== entry.stream || checked.header.version !== entry.version) fail('WRONG_STREAM');
    if (entry.version !== previous.version + 1) fail('VERSION_GAP');
    if (checked.header?.prev !== previous.digest) fail('LINK_BROKEN');
    if (entry.digest !== digest) fail('DIGEST_WRONG');
    if (!sameBytes(leaf, entry.leaf)) fail('LEAF_WRONG');
    this.heads.set(entry.stream, { version: entry.version, digest });
    appendLeaf(this.frontier, { size: this.size, leaf: leafHash(leaf, sha256) }, sha256);
    this.size += 1;
    return digest;
  }

  private async checkCommit(commit: StoredCommit, digests: readonly string[]): Promise<FaultCode | undefined> {
    const statement = parseCommitStatement(commit.statement);
    if (statement === undefined) return 'COMMIT_MALFORMED';
    const root = fromBase64(statement.root) ?? new Uint8Array();
    const whole = statement.count === digests.length && sameBytes(root, commitRoot(digests, this.crypto.sha256));
    if (!whole) return 'COMMIT_ROOT_WRONG';
    const key = this.crypto.keys.get(statement.key);
    if (key?.organisation !== statement.organisation) return 'KEY_UNKNOWN';
    if (toHex(this.crypto.sha256(key.publicKey)) !== statement.key) return 'KEY_UNKNOWN';
    const signed = { publicKey: key.publicKey, message: utf8(commit.statement), signature: commit.signature };
    return (await verifyStrictly(signed, this.crypto.verifySignature)) ? undefined : 'SIGNATURE_WRONG';
  }
}

function hexBytes(digest: string): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, at) => Number.parseInt(digest.slice(at * 2, at * 2 + 2), 16));
}
