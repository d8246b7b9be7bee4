import { HUB, LOG_STREAM, SUCCESSION_STREAM } from '@/lib/ledger/language/facts';
import type { ProvableEntry, WireProof, WireStream } from '@/lib/ledger/language/wire';
import { fromBase64, fromHex, utf8 } from './bytes';
import type { Checkpoint } from './checkpoint';
import { leafData, parseCommitStatement } from './commit-statement';
import type { Fault, FaultCode } from './fault';
import { entryDigest } from './header';
import { streamKey, verifyMapPath } from './stream-map';
import { leafHash, verifyInclusion } from './tree';
import { verifyEntry } from './verify-entry';
import { verifyEntryCommit, type VerifierCrypto } from './verify-entry-commit';
import type { Expected } from './verify-stream';

/** What a checkpoint shows of a stream whose own chain was checked before. */
export interface ProofVerdict {
  /** Entries, from the first, that are in the log the checkpoint is of. */
  readonly included: number;
  /** Entries, from the first, that were all there were when the checkpoint's map was made. Undefined when that is not shown. */
  readonly complete: number | undefined;
  readonly faults: readonly Fault[];
}

/**
 * Checks that a stream is in the log under a checkpoint, and that by its map of stream heads nothing is missing and nothing
 * followed (ledger-format, Proofs). The checkpoint has been verified; the rest is attacker-controlled. Entries
 * newer than the checkpoint are beyond what it can show, and are no fault.
 */
export async function verifyProof(
  { stream, proof, checkpoint }: { stream: WireStream; proof: WireProof; checkpoint: Checkpoint },
  expected: Expected,
  crypto: VerifierCrypto,
): Promise<ProofVerdict> {
  const faults: Fault[] = [];
  const ascending = stream.entries.every((entry, at) => at === 0 || (stream.entries[at - 1]?.index ?? 0) < entry.index);
  if (!ascending) faults.push({ code: 'INDEX_DISORDERED', stream: expected.stream });
  const covered = stream.entries.filter((entry) => entry.index < checkpoint.size);
  covered.forEach((entry, at) => {
    if (!isIncluded(entry, decode(proof.paths[at] ?? []), { checkpoint, crypto }))
      faults.push({ code: 'NOT_IN_LOG', index: entry.index, stream: expected.stream, version: at + 1 });
  });
  // The names of the log are as sure as the positions where they begin.
  for (const [at, entry] of (stream.successions ?? []).entries())
    if (!isIncluded(entry, decode(proof.successions?.[at] ?? []), { checkpoint, crypto }))
      faults.push({ code: 'NOT_IN_LOG', index: entry.index, stream: SUCCESSION_STREAM, version: at + 1 });
  const heads = await verifyHeads(proof.heads, { stream, checkpoint, expected, crypto });
  if (heads === undefined)
    return { included: covered.length, complete: undefined, faults: [...faults, { code: 'MAP_NOT_SHOWN' }] };
  const mapped = covered.filter((entry) => entry.index < heads.size);
  const last = mapped.at(-1);
  const shown = { version: mapped.length, digest: last === undefined ? undefined : entryDigest(last.header, crypto.sha256) };
  const code = findEndFault(proof.end, shown, { root: heads.root, stream: expected.stream, crypto });
  if (code !== undefined) faults.push({ code, stream: expected.stream, version: shown.version });
  return { included: covered.length, complete: code === undefined ? mapped.length : undefined, faults };
}

type IndexedEntry = ProvableEntry & { readonly index: number };

interface Place {
  readonly checkpoint: Checkpoint;
  readonly crypto: VerifierCrypto;
}

/** Whether the leaf made of an entry's header and its commit is where it is said to be. */
export function isIncluded(entry: IndexedEntry, path: readonly Uint8Array[], { checkpoint, crypto }: Place): boolean {
  const { sha256 } = crypto;
  const digest = fromHex(entryDigest(entry.header, sha256)) ?? new Uint8Array();
  const signature = fromBase64(entry.commit.signature) ?? new Uint8Array();
  const leaf = leafHash(leafData({ digest, statement: utf8(entry.commit.statement), signature }, sha256), sha256);
  return verifyInclusion({ index: entry.index, size: checkpoint.size, leaf, path, root: checkpoint.root }, sha256);
}

/** The map that the checkpoint ends with: the hub's own entry, the log's last, sound and signed by the hub. */
async function verifyHeads(
  heads: WireProof['heads'],
  place: Place & { stream: WireStream; expected: Expected },
): Promise<{ size: number; root: Uint8Array } | undefined> {
  const { crypto, checkpoint, expected } = place;
  const { header, faults } = verifyEntry(heads.entry, crypto.sha256);
  const digest = entryDigest(heads.entry.header, crypto.sha256);
  const commit = { entry: heads.entry, digest, origin: expected.origin, keys: place.stream.keys, signatures: new Map() };
  if (faults.length > 0 || header?.stream !== LOG_STREAM || header.origin !== expected.origin) return undefined;
  if (heads.entry.index !== checkpoint.size - 1 || !isIncluded(heads.entry, decode(heads.path), place)) return undefined;
  if (parseCommitStatement(heads.entry.commit.statement)?.organisation !== HUB) return undefined;
  if ((await verifyEntryCommit(commit, crypto)) !== undefined) return undefined;
  const value = (name: string): unknown => heads.entry.fields.find((field) => field.name === name)?.value;
  const [size, root] = [value('size'), value('root')];
  if (typeof root !== 'string' || !Number.isSafeInteger(size) || value('@type') !== 'StreamHeads') return undefined;
  const bytes = fromHex(root);
  return bytes?.length === 32 ? { size: size as number, root: bytes } : undefined;
}

/** What is wrong with where the map says that the stream ends; undefined when it is where the shown entries end. */
function findEndFault(
  end: WireProof['end'],
  shown: { version: number; digest: string | undefined },
  map: { root: Uint8Array; stream: string; crypto: VerifierCrypto },
): FaultCode | undefined {
  // A stream that has no entry yet by the map has no place in it.
  if (shown.digest === undefined && end === null) return undefined;
  if (end === null) return 'MAP_PATH_WRONG';
  const leaf = {
    key: streamKey(map.stream, map.crypto.sha256),
    version: end.version,
    digest: fromHex(end.digest) ?? new Uint8Array(),
  };
  if (!verifyMapPath({ leaf, siblings: decode(end.siblings), root: map.root }, map.crypto.sha256)) return 'MAP_PATH_WRONG';
  return end.version === shown.version && end.digest === shown.digest ? undefined : 'END_CONTRADICTED';
}

function decode(path: readonly string[]): Uint8Array[] {
  return path.map((text) => fromBase64(text) ?? new Uint8Array());
}
