import type { OpenField, ProvableEntry, WireEntry, WireKey } from '@/lib/ledger/language/wire';
import { fromBase64, utf8 } from './bytes';
import { canonicalize } from './canonical';
import { parseCommitStatement } from './commit-statement';
import type { FaultCode } from './fault';
import { entryDigest, type Header } from './header';
import { originAt } from './lineage';
import { findSpeakingKeys } from './speaking-keys';
import type { Policy } from './tlog-policy';
import { formatTlogProof, parseTlogProof } from './tlog-proof';
import { verifyCheckpoint, type CheckpointTrust, type CheckpointVerdict } from './verify-checkpoint';
import { verifyEntry } from './verify-entry';
import { verifyEntryCommit, type VerifierCrypto } from './verify-entry-commit';
import { verifyLineage } from './verify-lineage';
import { isIncluded } from './verify-proof';

const TAG = 'hearthline/proof/v1';

const NO_LINEAGE: ProofLineage = { entries: [], paths: [], keys: {} };

/** All that leads from the values of one entry to its leaf: what a `.tlog-proof` of ours carries in `extra`. */
interface EntryProof {
  readonly entry: ProvableEntry;
  /** The key that signed the entry's commit. */
  readonly key: WireKey;
  /** Where the log went on under another name, for an entry from before that. */
  readonly lineage?: ProofLineage;
  /** What the log says of its keys, where one followed another: a reader may know it by an earlier one. */
  readonly logKeys?: readonly string[];
}

/** The entries of the stream `log/succession` with their paths (base64) under the checkpoint, and the keys that signed them. */
export interface ProofLineage {
  readonly entries: readonly (ProvableEntry & { readonly index: number })[];
  readonly paths: readonly (readonly string[])[];
  readonly keys: Readonly<Record<string, WireKey>>;
}

/** What a proof file is made of besides its place in the log. */
interface ShownEntry {
  readonly entry: WireEntry;
  readonly key: WireKey;
  readonly lineage?: ProofLineage | undefined;
  readonly logKeys?: readonly string[];
}

/**
 * The file (C2SP tlog-proof): `path` is the log's inclusion path, `checkpoint` the note as it was signed. Of the entry it
 * carries what digests cover and nothing else, so that no byte of it can be changed unnoticed; who holds the key is told
 * beside it, and is the hub's word.
 */
export function formatEntryProof(
  { entry, key, lineage, logKeys = [] }: ShownEntry,
  place: { path: readonly Uint8Array[]; checkpoint: string },
): string {
  const own = { entry: provable(entry), key: bare(key) };
  const shown = lineage && {
    entries: lineage.entries.map((each) => ({ ...provable(each), index: each.index })),
    paths: lineage.paths,
    keys: Object.fromEntries(Object.entries(lineage.keys).map(([id, each]) => [id, bare(each)])),
  };
  const said = logKeys.length === 0 ? {} : { logKeys: [...logKeys] };
  const extra = utf8(canonicalize({ tag: TAG, ...own, ...(shown === undefined ? {} : { lineage: shown }), ...said }));
  return formatTlogProof({ extra, index: entry.index, ...place });
}

function provable({ header, commitments, fields, commit }: ProvableEntry): ProvableEntry {
  return { header, commitments, fields: fields.map(({ name, salt, value }): OpenField => ({ name, salt, value })), commit };
}

function bare({ organisation, publicKey, custody }: WireKey): WireKey {
  return { organisation, publicKey, ...(custody === undefined ? {} : { custody }) };
}

/** What a proof file shows, as far as it holds. */
interface EntryProofVerdict extends CheckpointVerdict {
  readonly entry?: ProvableEntry & { readonly index: number };
  readonly header?: Header;
  readonly digest?: string;
  /** Who holds the signing key, by the hub's word. */
  readonly custody?: 'hub' | 'organisation';
}

/**
 * Checks a proof file (hostile) under the reader's trust: values against their seals, the signature of the organisation, the
 * place in the log, the checkpoint. It shows that the entry is in the log, not that it is the last of its stream, and not
 * that the key is its organisation's: whoever relies on that compares `key` with a list of their own.
 */
export async function verifyEntryProof(text: string, trust: CheckpointTrust, crypto: VerifierCrypto): Promise<EntryProofVerdict> {
  const file = parseTlogProof(text);
  const proven = file?.extra === undefined ? undefined : parseExtra(file.extra);
  if (file === undefined || proven === undefined) return { cosigners: [], faults: ['PROOF_MALFORMED'] };
  const { key } = proven;
  const { policy, unheard } = await hear(trust, proven, crypto);
  const verdict = await verifyCheckpoint(file.checkpoint, { ...trust, policy }, crypto);
  const entry = { ...proven.entry, index: file.index };
  const { header, faults: own } = verifyEntry(entry, crypto.sha256);
  const faults: FaultCode[] = [...verdict.faults, ...unheard, ...own.map(({ code }) => code)];
  const { lineage = NO_LINEAGE } = proven;
  const { eras, faults: unsaid } = await verifyLineage(lineage.entries, { origin: trust.origin, keys: lineage.keys }, crypto);
  faults.push(...unsaid.map(({ code }) => code));
  const origin = originAt(eras, entry.index) ?? trust.origin;
  if (header !== undefined && header.origin !== origin) faults.push('WRONG_STREAM');
  const digest = entryDigest(entry.header, crypto.sha256);
  const keyId = parseCommitStatement(entry.commit.statement)?.key ?? '';
  const commit = { entry, digest, origin, keys: { [keyId]: key }, signatures: new Map() };
  const commitFault = await verifyEntryCommit(commit, crypto);
  if (commitFault !== undefined) faults.push(commitFault);
  const { checkpoint } = verdict;
  const isPlaced = (each: ProvableEntry & { index: number }, path: readonly Uint8Array[]): boolean =>
    checkpoint === undefined || isIncluded(each, path, { checkpoint, crypto });
  const boundaries = lineage.entries.every((each, at) => isPlaced(each, decodePath(lineage.paths[at] ?? [])));
  if (!isPlaced(entry, file.path) || !boundaries) faults.push('NOT_IN_LOG');
  return { ...verdict, entry, digest, faults, ...custodyOf(key), ...(header === undefined ? {} : { header }) };
}

/** The reader's policy with what the file says of the log's keys. What of that leads nowhere could be changed unnoticed, and is a fault. */
async function hear(
  { policy }: CheckpointTrust,
  { logKeys = [] }: EntryProof,
  crypto: VerifierCrypto,
): Promise<{ policy: Policy; unheard: readonly FaultCode[] }> {
  const statements = [...new Set([...(policy.statements ?? []), ...logKeys])];
  const pinned = policy.logs.map(({ key }) => key);
  const known = (await findSpeakingKeys(pinned, statements, crypto)).statements;
  const isHeard = logKeys.every((statement) => known.includes(statement));
  return { policy: { ...policy, statements }, unheard: isHeard ? [] : ['PROOF_MALFORMED'] };
}

function custodyOf({ custody }: WireKey): Pick<EntryProofVerdict, 'custody'> {
  return custody === 'hub' || custody === 'organisation' ? { custody } : {};
}

/** Reads the data of an entry (hostile). What is of the right shape may still be untrue: the checks above decide. */
function parseExtra(bytes: Uint8Array): EntryProof | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const value = JSON.parse(text) as { tag?: unknown } & EntryProof;
    if (canonicalize(value) !== text || value.tag !== TAG) return undefined;
    const { entry, key, lineage, logKeys = [] } = value;
    if (!isEntry(entry) || !isKey(key) || !isTexts(logKeys)) return undefined;
    if (lineage === undefined) return { entry, key, logKeys };
    const known = Object.values(lineage.keys).every(isKey) && lineage.paths.every(isTexts);
    const placed = lineage.entries.every((each) => isEntry(each) && Number.isSafeInteger(each.index));
    return known && placed ? { entry, key, lineage, logKeys } : undefined;
  } catch {
    return undefined;
  }
}

function isEntry({ header, commitments, fields, commit }: ProvableEntry): boolean {
  const lists = Array.isArray(fields) && (commitments === null || Array.isArray(commitments));
  const pairs = (commitments ?? []).every((pair) => isTexts(pair));
  const named = fields.every((field) => isTexts([field.name, field.salt]));
  return lists && pairs && named && isTexts([header, commit.statement, commit.signature, ...commit.path]);
}

function isKey({ organisation, publicKey }: WireKey): boolean {
  return isTexts([organisation, publicKey]);
}

function isTexts(values: readonly unknown[]): boolean {
  return values.every((value) => typeof value === 'string');
}

function decodePath(path: readonly string[]): Uint8Array[] {
  return path.map((text) => fromBase64(text) ?? new Uint8Array());
}
