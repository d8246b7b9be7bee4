import type { VisibleField, WireEntry } from '@/lib/ledger/language/wire';
import { fromBase64, fromHex, sameBytes, toHex, utf8 } from './bytes';
import { coversField, readErasure, type Erasure } from './erasure';
import { leafData, parseCommitStatement, type CommitStatement } from './commit-statement';
import type { Fault, FaultCode } from './fault';
import { entryDigest, FIRST_PREV } from './header';
import { HeadsMap } from './heads-map';
import { Lineage } from './lineage';
import { appendLeaf, frontierRoot, leafHash } from './tree';
import { findCommitFault, type KnownKey, type LogCrypto, type StoredCommit } from './verify-commit';
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

/** What a log is checked by. `keys` are those known before it begins; each that the log itself registers is added. */
export interface LogRules extends LogCrypto {
  /** The log's name now. Entries of its ancestors bear theirs. */
  readonly origin: string;
  /** Whether every value should be there, as with the operator. */
  readonly valuesHeld: boolean;
}

interface RegisteredKey {
  readonly keyId: string;
  readonly organisation: string;
  readonly publicKey: Uint8Array;
}

interface RetiredKey {
  readonly keyId: string;
  readonly until: number;
}

/** Checks a whole log, fed commit by commit in ledger order; memory grows with streams, not with entries. */
export class LogVerifier {
  readonly faults: Fault[] = [];
  readonly heads = new Map<string, { version: number; digest: string; index: number }>();
  readonly map: HeadsMap;
  /** Roots of full tiles, by "level/index" of the tile's hash one level up (C2SP tlog-tiles). */
  readonly tileRoots = new Map<string, Uint8Array>();
  readonly frontier: Uint8Array[] = [];
  readonly keys = new Map<string, KnownKey>();
  size = 0;
  readonly lineage: Lineage;
  private readonly owners = new Set<string>();
  private registered: RegisteredKey[] = [];
  private retired: RetiredKey[] = [];
  private decided: Erasure[] = [];
  private readonly erasures: Erasure[] = [];
  /** Values that are not there: an erasure that comes later in the log may account for them. */
  private readonly missing: Required<Pick<Fault, 'index' | 'stream' | 'version' | 'field'>>[] = [];

  constructor(private readonly rules: LogRules) {
    this.map = new HeadsMap(rules.sha256);
    this.lineage = new Lineage(rules.origin);
    for (const [keyId, key] of rules.keys) this.learn({ keyId, ...key });
  }

  /** One commit with its entries in order. */
  async add(commit: StoredCommit, entries: readonly StoredEntry[]): Promise<void> {
    this.registered = [];
    this.retired = [];
    const by = parseCommitStatement(commit.statement);
    this.decided = [];
    const digests = entries.map((entry) => this.addEntry(entry, commit, by));
    const code = await this.checkCommit(commit, digests);
    const first = entries[0];
    if (code !== undefined) this.faults.push({ code, index: commit.firstIndex, ...(first ? { stream: first.stream } : {}) });
    else {
      this.erasures.push(...this.decided);
      for (const key of this.registered) this.learn(key);
      for (const key of this.retired) this.withdraw(key, parseCommitStatement(commit.statement)?.organisation);
    }
  }

  /** An organisation registers its own keys: the first signs for itself, each later one is registered by an earlier one. */
  private checkCommit(commit: StoredCommit, digests: readonly string[]): Promise<FaultCode | undefined> | FaultCode {
    const statement = parseCommitStatement(commit.statement);
    if (statement !== undefined && statement.origin !== this.lineage.current) return 'COMMIT_MALFORMED';
    this.registered = this.registered.filter(({ keyId, organisation }) => {
      return organisation === statement?.organisation && !this.keys.has(keyId);
    });
    const first = this.owners.has(statement?.organisation ?? '') ? [] : this.registered;
    const signing =
      first.length === 0
        ? this.keys
        : new Map<string, KnownKey>([...this.keys, ...first.map((key) => [key.keyId, key] as const)]);
    return findCommitFault(commit, digests, { ...this.rules, keys: signing });
  }

  /** The root over what was added so far. */
  root(): Uint8Array {
    return frontierRoot(this.frontier, this.rules.sha256);
  }

  /** Compares what was recomputed with the stored head. Nothing may be added afterwards. */
  finish(stored: { size: number; root: Uint8Array }): readonly Fault[] {
    if (!this.lineage.isWhole) this.faults.push({ code: 'LINEAGE_WRONG', index: this.size });
    if (stored.size !== this.size) this.faults.push({ code: 'TREE_SIZE_WRONG', index: this.size });
    if (!sameBytes(this.root(), stored.root)) this.faults.push({ code: 'TREE_ROOT_WRONG', index: this.size });
    for (const place of this.missing)
      if (!this.erasures.some((erasure) => coversField(erasure, place, place.field)))
        this.faults.push({ code: 'FIELD_MISSING', ...place });
    return this.faults;
  }

  private addEntry(entry: StoredEntry, commit: StoredCommit, by: CommitStatement | undefined): string {
    const { sha256 } = this.rules;
    const { header, faults } = verifyEntry(entry.wire, sha256);
    this.faults.push(...faults);
    const digest = entryDigest(entry.wire.header, sha256);
    const leaf = leafData(
      { digest: fromHex(digest) ?? new Uint8Array(), statement: utf8(commit.statement), signature: commit.signature },
      sha256,
    );
    const { index } = entry.wire;
    const { stream, version } = entry;
    const origin = this.lineage.next({ header, index, commit: by });
    const fail = (code: FaultCode): void => void this.faults.push({ code, index, stream, version });
    const previous = this.heads.get(entry.stream) ?? { version: 0, digest: FIRST_PREV };
    const named = header?.stream === entry.stream && header.version === entry.version && header.origin === origin;
    if (index !== this.size) fail('INDEX_GAP');
    if (!named) fail('WRONG_STREAM');
    if (entry.version !== previous.version + 1) fail('VERSION_GAP');
    if (header?.prev !== previous.digest) fail('LINK_BROKEN');
    if (entry.digest !== digest) fail('DIGEST_WRONG');
    if (!sameBytes(leaf, entry.leaf)) fail('LEAF_WRONG');
    if (this.rules.valuesHeld) for (const field of missingFields(entry)) this.missing.push({ index, stream, version, field });
    this.readFact(entry, fail);
    this.heads.set(entry.stream, { version: entry.version, digest, index });
    this.map.note({ index: this.size, stream: entry.stream, version: entry.version, digest });
    this.addLeaf(leafHash(leaf, sha256));
    return digest;
  }

  private learn(key: RegisteredKey): void {
    this.keys.set(key.keyId, key);
    this.owners.add(key.organisation);
  }

  /** Only the organisation itself withdraws its key, and only once. */
  private withdraw({ keyId, until }: RetiredKey, organisation: string | undefined): void {
    const key = this.keys.get(keyId);
    if (key === undefined || key.organisation !== organisation || key.until !== undefined) return;
    this.keys.set(keyId, { ...key, until });
  }

  private addLeaf(leaf: Uint8Array): void {
    appendLeaf(this.frontier, { size: this.size, leaf }, this.rules.sha256, ({ level, index, hash }) => {
      if (level % 8 === 0) this.tileRoots.set(`${String(level / 8)}/${String(index)}`, hash);
    });
    this.size += 1;
  }

  /** Where a name begins a `LogSucceeded` says so, and only there; without values the header alone can tell. */
  private tellsLineage({ index, fields }: StoredEntry['wire']): boolean {
    const before = this.lineage.before(index);
    if (valueOf(fields, '@type') !== 'LogSucceeded') return before === undefined || fields.length === 0;
    return valueOf(fields, 'ancestor') === before && valueOf(fields, 'size') === index;
  }

  /** Some facts say something of the log itself: which key is whose, where every stream ends, what was erased, where another name begins. */
  private readFact(entry: StoredEntry, fail: (code: FaultCode) => void): void {
    const text = valueReader(entry.wire.fields);
    const erasure = readErasure(entry.stream, entry.wire.fields);
    if (erasure !== undefined) this.decided.push(erasure);
    if (text('@type') === 'KeyRegistered') {
      const publicKey = fromBase64(text('publicKey')) ?? new Uint8Array();
      this.registered.push({ keyId: text('keyId'), organisation: text('organisation'), publicKey });
    }
    if (text('@type') === 'KeyRetired') {
      const since = valueOf(entry.wire.fields, 'compromisedSince');
      this.retired.push({ keyId: text('keyId'), until: typeof since === 'number' ? since : entry.wire.index });
    }
    if (!this.tellsLineage(entry.wire)) fail('LINEAGE_WRONG');
    if (text('@type') === 'StreamHeads') {
      const size = valueOf(entry.wire.fields, 'size');
      const root = typeof size === 'number' && size <= this.size ? this.map.rootAt(size) : undefined;
      if (root === undefined || toHex(root) !== text('root')) fail('MAP_WRONG');
    }
  }
}

/** Names of fields that were sealed in an entry and whose values are not with it. */
export function missingFields({ wire }: StoredEntry): string[] {
  const shown = new Set(wire.fields.map(({ name }) => name));
  return (wire.commitments ?? []).map(([name]) => name).filter((name) => !shown.has(name));
}

function valueOf(fields: readonly VisibleField[], name: string): unknown {
  return fields.find((field) => field.name === name)?.value;
}

/** Text values of an entry by name; empty where there is none. */
function valueReader(fields: readonly VisibleField[]): (name: string) => string {
  return (name) => {
    const value = valueOf(fields, name);
    return typeof value === 'string' ? value : '';
  };
}
