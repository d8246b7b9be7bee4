import { SUCCESSION_STREAM } from '@/lib/ledger/language/facts';
import type { ProvableEntry, WireKey } from '@/lib/ledger/language/wire';
import { parseCommitStatement } from './commit-statement';
import type { Fault } from './fault';
import { entryDigest, FIRST_PREV } from './header';
import { ancestorOf, Lineage, type Era } from './lineage';
import { verifyEntry } from './verify-entry';
import { verifyEntryCommit, type VerifierCrypto } from './verify-entry-commit';

/** The names of a log as its own entries declare them, and what is wrong with those entries. */
export interface LineageVerdict {
  readonly eras: readonly Era[];
  readonly faults: readonly Fault[];
}

/** What the reader knows: the log's name now, from a source of their own, and the keys they were shown. */
interface Known {
  readonly origin: string;
  readonly keys: Readonly<Record<string, WireKey>>;
}

/**
 * Checks the entries of the stream `log/succession` (hostile), whole and in order: where the log went on under another name, up to the
 * name the reader knows. That each is at its position is for a checkpoint to show.
 */
export async function verifyLineage(
  entries: readonly (ProvableEntry & { readonly index: number })[],
  { origin, keys }: Known,
  crypto: VerifierCrypto,
): Promise<LineageVerdict> {
  if (entries.length === 0) return { eras: [{ origin, from: 0 }], faults: [] };
  const lineage = new Lineage(origin, ancestorOf(origin));
  const faults: Fault[] = [];
  let previous = FIRST_PREV;
  for (const [at, entry] of entries.entries()) {
    const { header, faults: own } = verifyEntry(entry, crypto.sha256);
    const place = { index: entry.index, stream: SUCCESSION_STREAM, version: at + 1 };
    const before = lineage.current;
    const named = lineage.next({ header, index: entry.index, commit: parseCommitStatement(entry.commit.statement) });
    const digest = entryDigest(entry.header, crypto.sha256);
    const commit = { entry, digest, origin: named, keys, signatures: new Map() };
    const commitFault = await verifyEntryCommit(commit, crypto);
    faults.push(...own);
    if (commitFault !== undefined) faults.push({ code: commitFault, ...place });
    if (header?.version !== at + 1) faults.push({ code: 'VERSION_GAP', ...place });
    if (header?.prev !== previous) faults.push({ code: 'LINK_BROKEN', ...place });
    if (named === before || !declares(entry, before)) faults.push({ code: 'LINEAGE_WRONG', ...place });
    previous = digest;
  }
  if (!lineage.isWhole) faults.push({ code: 'LINEAGE_WRONG', stream: SUCCESSION_STREAM });
  return { eras: lineage.eras, faults };
}

function declares({ index, fields }: Pick<ProvableEntry, 'fields'> & { index: number }, ancestor: string): boolean {
  const value = (name: string): unknown => fields.find((field) => field.name === name)?.value;
  return value('@type') === 'LogSucceeded' && value('ancestor') === ancestor && value('size') === index;
}
