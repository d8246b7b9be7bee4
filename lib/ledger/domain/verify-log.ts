import type { WireEntry } from '@/lib/ledger/language/wire';
import { sameBytes, utf8 } from './bytes';
import { leafData } from './commit-statement';
import type { Fault, FaultCode } from './fault';
import { entryDigest, FIRST_PREV } from './header';
import { appendLeaf, frontierRoot, leafHash } from './tree';
import { findCommitFault, type LogCrypto, type StoredCommit } from './verify-commit';
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
    const code = await findCommitFault(commit, digests, this.crypto);
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
    const checked = verifyEntry(entry.wire, sha256);
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
}

function hexBytes(digest: string): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, at) => Number.parseInt(digest.slice(at * 2, at * 2 + 2), 16));
}
