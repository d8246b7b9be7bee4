import type { OpenField, ProvableEntry, WireEntry, WireKey } from '@/lib/ledger/language/wire';
import { utf8 } from './bytes';
import { canonicalize } from './canonical';
import { parseCommitStatement } from './commit-statement';
import type { FaultCode } from './fault';
import { entryDigest, type Header } from './header';
import { formatTlogProof, parseTlogProof } from './tlog-proof';
import { verifyCheckpoint, type CheckpointTrust, type CheckpointVerdict } from './verify-checkpoint';
import { verifyEntry } from './verify-entry';
import { verifyEntryCommit, type VerifierCrypto } from './verify-entry-commit';
import { isIncluded } from './verify-proof';

const TAG = 'hearthline/proof/v1';

/** All that leads from the values of one entry to its leaf: what a `.tlog-proof` of ours carries in `extra`. */
interface EntryProof {
  readonly entry: ProvableEntry;
  /** The key that signed the entry's commit. */
  readonly key: WireKey;
}

/**
 * The file (C2SP tlog-proof): `path` is the log's inclusion path, `checkpoint` the note as it was signed. Of the entry it
 * carries what digests cover and nothing else, so that no byte of it can be changed unnoticed; who holds the key is told
 * beside it, and is the hub's word.
 */
export function formatEntryProof(
  { entry, key }: { entry: WireEntry; key: WireKey },
  place: { path: readonly Uint8Array[]; checkpoint: string },
): string {
  const { header, commitments, commit } = entry;
  const fields = entry.fields.map(({ name, salt, value }): OpenField => ({ name, salt, value }));
  const { organisation, publicKey, custody } = key;
  const signer = { organisation, publicKey, ...(custody === undefined ? {} : { custody }) };
  const extra = utf8(canonicalize({ tag: TAG, entry: { header, commitments, fields, commit }, key: signer }));
  return formatTlogProof({ extra, index: entry.index, ...place });
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
  const verdict = await verifyCheckpoint(file.checkpoint, trust, crypto);
  const { key } = proven;
  const entry = { ...proven.entry, index: file.index };
  const { header, faults: own } = verifyEntry(entry, crypto.sha256);
  const faults: FaultCode[] = [...verdict.faults, ...own.map(({ code }) => code)];
  if (header !== undefined && header.origin !== trust.origin) faults.push('WRONG_STREAM');
  const digest = entryDigest(entry.header, crypto.sha256);
  const keyId = parseCommitStatement(entry.commit.statement)?.key ?? '';
  const commit = { entry, digest, origin: trust.origin, keys: { [keyId]: key }, signatures: new Map() };
  const commitFault = await verifyEntryCommit(commit, crypto);
  if (commitFault !== undefined) faults.push(commitFault);
  const { checkpoint } = verdict;
  if (checkpoint !== undefined && !isIncluded(entry, file.path, { checkpoint, crypto })) faults.push('NOT_IN_LOG');
  const custody = key.custody === 'hub' || key.custody === 'organisation' ? { custody: key.custody } : {};
  return { ...verdict, entry, digest, faults, ...custody, ...(header === undefined ? {} : { header }) };
}

/** Reads the data of an entry (hostile). What is of the right shape may still be untrue: the checks above decide. */
function parseExtra(bytes: Uint8Array): EntryProof | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const value = JSON.parse(text) as { tag?: unknown; entry?: ProvableEntry; key?: WireKey };
    if (canonicalize(value) !== text || value.tag !== TAG || value.entry === undefined || value.key === undefined)
      return undefined;
    const { entry, key } = value;
    const { commit } = entry;
    const texts = [entry.header, commit.statement, commit.signature, key.organisation, key.publicKey, ...commit.path];
    const lists = Array.isArray(entry.fields) && (entry.commitments === null || Array.isArray(entry.commitments));
    const pairs = (entry.commitments ?? []).every((pair) => pair.every((part) => typeof part === 'string'));
    const named = entry.fields.every((field) => typeof field.name === 'string' && typeof field.salt === 'string');
    return lists && pairs && named && texts.every((each) => typeof each === 'string') ? { entry, key } : undefined;
  } catch {
    return undefined;
  }
}
