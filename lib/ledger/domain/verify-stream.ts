import type { WireEntry, WireStream } from '@/lib/ledger/language/wire';
import { fromBase64, utf8 } from './bytes';
import { verifyStrictly } from './ed25519-strict';
import type { Fault } from './fault';
import { entryDigest, FIRST_PREV } from './header';
import { originAt } from './lineage';
import { parseHeadStatement } from './head-statement';
import { findErasure, verifyCertificates, type ShownErasure } from './verify-certificates';
import { verifyEntry } from './verify-entry';
import { verifyEntryCommit, type VerifierCrypto } from './verify-entry-commit';
import { verifyLineage } from './verify-lineage';

/** What the reader asked for, from a source other than the answer. */
export interface Expected {
  readonly origin: string;
  readonly stream: string;
}

/** One link of the chain as checked, for showing. `withheld` counts fields of which only the commitment was given. */
export interface LinkCheck {
  readonly index: number;
  readonly version: number;
  readonly digest: string;
  readonly shown: number;
  readonly withheld: number;
  /** Fields whose value was destroyed: the commitment stands, and a certificate says who decided it. */
  readonly erased: number;
  readonly faults: readonly Fault[];
}

export interface StreamVerdict {
  readonly links: readonly LinkCheck[];
  /** The erasures that were shown. */
  readonly erasures: readonly ShownErasure[];
  readonly faults: readonly Fault[];
}

/** Checks a stream as read, in the order of ledger-format §0, and reports every fault. All of it is attacker-controlled. */
export async function verifyStream(stream: WireStream, expected: Expected, crypto: VerifierCrypto): Promise<StreamVerdict> {
  const links: LinkCheck[] = [];
  const { eras, faults: lineageFaults } = await verifyLineage(
    stream.successions ?? [],
    { ...expected, keys: stream.keys },
    crypto,
  );
  const signatures = new Map<string, Promise<Fault['code'] | undefined>>();
  const erasures = await verifyCertificates(stream, eras, crypto);
  let previous = { version: 0, digest: FIRST_PREV };
  for (const entry of stream.entries) {
    const { header, faults: own } = verifyEntry(entry, crypto.sha256);
    const digest = entryDigest(entry.header, crypto.sha256);
    const place = { index: entry.index, stream: expected.stream, version: previous.version + 1 };
    const origin = originAt(eras, entry.index) ?? expected.origin;
    const faults: Fault[] = [...own];
    if (header !== undefined) {
      if (header.origin !== origin || header.stream !== expected.stream) faults.push({ code: 'WRONG_STREAM', ...place });
      if (header.version !== previous.version + 1) faults.push({ code: 'VERSION_GAP', ...place });
      if (header.prev !== previous.digest) faults.push({ code: 'LINK_BROKEN', ...place });
    }
    const commit = { entry, digest, origin, keys: stream.keys, signatures };
    const commitFault = await verifyEntryCommit(commit, crypto);
    if (commitFault !== undefined) faults.push({ code: commitFault, ...place });
    faults.push(...findErasureFaults(entry, place, erasures));
    links.push({ index: entry.index, version: place.version, digest, ...shownOf(entry), faults });
    previous = { version: place.version, digest };
  }
  const headFaults = await verifyHead({ stream, expected, last: previous }, crypto);
  return { links, erasures, faults: [...lineageFaults, ...links.flatMap((link) => link.faults), ...headFaults] };
}

function shownOf(entry: WireEntry): { shown: number; withheld: number; erased: number } {
  const all = entry.commitments?.length ?? 0;
  const erased = entry.erased?.length ?? 0;
  return { shown: entry.fields.length, withheld: Math.max(0, all - entry.fields.length - erased), erased };
}

/** What is said to be erased must have been sealed, and a certificate must say so. */
function findErasureFaults(
  { erased = [], commitments, index }: WireEntry,
  place: { stream: string; version: number },
  erasures: readonly ShownErasure[],
): Fault[] {
  const sealed = new Set((commitments ?? []).map(([name]) => name));
  return erased.flatMap(({ name }): Fault[] => {
    const fault = { ...place, index, field: name };
    if (!sealed.has(name)) return [{ code: 'FIELD_UNKNOWN', ...fault }];
    return findErasure(erasures, place, name) === undefined ? [{ code: 'ERASURE_UNPROVEN', ...fault }] : [];
  });
}

async function verifyHead(
  what: { stream: WireStream; expected: Expected; last: { version: number; digest: string } },
  crypto: VerifierCrypto,
): Promise<Fault[]> {
  const { stream, expected, last } = what;
  const place = { stream: expected.stream, version: last.version };
  const head = parseHeadStatement(stream.head.statement);
  if (head === undefined) return [{ code: 'HEAD_MALFORMED', ...place }];
  const publicKey = fromBase64(stream.hubKey) ?? new Uint8Array();
  const signature = fromBase64(stream.head.signature) ?? new Uint8Array();
  const message = utf8(stream.head.statement);
  const faults: Fault[] = [];
  if (!(await verifyStrictly({ publicKey, message, signature }, crypto.verifySignature)))
    faults.push({ code: 'HEAD_SIGNATURE_WRONG', ...place });
  const agrees = head.version === last.version && head.digest === last.digest;
  if (!agrees || head.origin !== expected.origin || head.stream !== expected.stream)
    faults.push({ code: 'HEAD_CONTRADICTED', ...place });
  return faults;
}
