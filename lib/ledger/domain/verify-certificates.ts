import type { WireEntry, WireStream } from '@/lib/ledger/language/wire';
import { parseCommitStatement } from './commit-statement';
import { coversField, readErasure, type Erasure } from './erasure';
import { entryDigest } from './header';
import { originAt, type Era } from './lineage';
import { verifyEntry } from './verify-entry';
import { verifyEntryCommit, type VerifierCrypto } from './verify-entry-commit';

/** An erasure that was shown: who decided it, in an entry that is sealed and signed. `recordedAt` is the hub's word. */
export interface ShownErasure extends Erasure {
  readonly digest: string;
  readonly organisation: string;
  readonly recordedAt: string;
  readonly reason: string;
  readonly legalBasis: string;
}

/**
 * The certificates of a stream that hold: entries, of the subject's own erasure stream, that an organisation signed under the name
 * that the log had there. All of it is attacker-controlled.
 */
export async function verifyCertificates(
  { certificates = [], keys }: Pick<WireStream, 'certificates' | 'keys'>,
  eras: readonly Era[],
  crypto: VerifierCrypto,
): Promise<ShownErasure[]> {
  const shown: ShownErasure[] = [];
  for (const entry of certificates) {
    const { header, faults } = verifyEntry(entry, crypto.sha256);
    const origin = originAt(eras, entry.index) ?? '';
    const erasure = header?.origin === origin && faults.length === 0 ? readErasure(header.stream, entry.fields) : undefined;
    if (erasure === undefined) continue;
    const digest = entryDigest(entry.header, crypto.sha256);
    const fault = await verifyEntryCommit({ entry, digest, origin, keys, signatures: new Map() }, crypto);
    if (fault === undefined) shown.push({ ...erasure, ...wordsOf(entry), digest });
  }
  return shown;
}

function wordsOf(entry: WireEntry): Pick<ShownErasure, 'organisation' | 'recordedAt' | 'reason' | 'legalBasis'> {
  const text = (name: string): string => {
    const value = entry.fields.find((field) => field.name === name)?.value;
    return typeof value === 'string' ? value : '';
  };
  const organisation = parseCommitStatement(entry.commit.statement)?.organisation ?? '';
  return { organisation, recordedAt: entry.recordedAt, reason: text('reason'), legalBasis: text('legalBasis') };
}

/** The erasure that took a field of an entry, if one was shown. */
export function findErasure(
  erasures: readonly ShownErasure[],
  place: { stream: string; version: number },
  field: string,
): ShownErasure | undefined {
  return erasures.find((erasure) => coversField(erasure, place, field));
}
