import type { WireEntry, WireStream } from '@/lib/ledger/language/wire';
import { fromBase64, fromHex, toHex, utf8, type Sha256 } from './bytes';
import { parseCommitStatement } from './commit-statement';
import { verifyStrictly, type VerifySignature } from './ed25519-strict';
import type { Fault } from './fault';
import { entryDigest, FIRST_PREV } from './header';
import { parseHeadStatement } from './head-statement';
import { leafHash, verifyInclusion } from './tree';
import { verifyEntry } from './verify-entry';

/** Hashing and signature checking as the platform has them. */
export interface VerifierCrypto {
  readonly sha256: Sha256;
  readonly verifySignature: VerifySignature;
}

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
  readonly faults: readonly Fault[];
}

export interface StreamVerdict {
  readonly links: readonly LinkCheck[];
  readonly faults: readonly Fault[];
}

/** Checks a stream as read, in the order of ledger-format §0, and reports every fault. All of it is attacker-controlled. */
export async function verifyStream(stream: WireStream, expected: Expected, crypto: VerifierCrypto): Promise<StreamVerdict> {
  const links: LinkCheck[] = [];
  const signatures = new Map<string, Promise<Fault['code'] | undefined>>();
  let previous = { version: 0, digest: FIRST_PREV };
  for (const entry of stream.entries) {
    const { header, faults: own } = verifyEntry(entry, crypto.sha256);
    const digest = entryDigest(entry.header, crypto.sha256);
    const place = { index: entry.index, stream: expected.stream, version: previous.version + 1 };
    const faults: Fault[] = [...own];
    if (header !== undefined) {
      if (header.origin !== expected.origin || header.stream !== expected.stream) faults.push({ code: 'WRONG_STREAM', ...place });
      if (header.version !== previous.version + 1) faults.push({ code: 'VERSION_GAP', ...place });
      if (header.prev !== previous.digest) faults.push({ code: 'LINK_BROKEN', ...place });
    }
    const commitFault = await verifyCommit({ entry, digest, stream, expected, signatures }, crypto);
    if (commitFault !== undefined) faults.push({ code: commitFault, ...place });
    links.push({ index: entry.index, version: place.version, digest, ...shownOf(entry), faults });
    previous = { version: place.version, digest };
  }
  const headFaults = await verifyHead({ stream, expected, last: previous }, crypto);
  return { links, faults: [...links.flatMap((link) => link.faults), ...headFaults] };
}

function shownOf(entry: WireEntry): { shown: number; withheld: number } {
  const all = entry.commitments?.length ?? 0;
  return { shown: entry.fields.length, withheld: Math.max(0, all - entry.fields.length) };
}

interface CommitToCheck {
  readonly entry: WireEntry;
  readonly digest: string;
  readonly stream: WireStream;
  readonly expected: Expected;
  /** One signature covers many entries: its check is shared by statement and signature. */
  readonly signatures: Map<string, Promise<Fault['code'] | undefined>>;
}

async function verifyCommit(what: CommitToCheck, crypto: VerifierCrypto): Promise<Fault['code'] | undefined> {
  const { commit } = what.entry;
  const statement = parseCommitStatement(commit.statement);
  if (statement?.origin !== what.expected.origin) return 'COMMIT_MALFORMED';
  const path = commit.path.map((text) => fromBase64(text) ?? new Uint8Array());
  const leaf = leafHash(fromHex(what.digest) ?? new Uint8Array(), crypto.sha256);
  const root = fromBase64(statement.root) ?? new Uint8Array();
  const proof = { index: commit.position, size: statement.count, leaf, path, root };
  if (!verifyInclusion(proof, crypto.sha256)) return 'COMMIT_PATH_WRONG';
  const once = `${commit.statement}\n${commit.signature}`;
  const check = what.signatures.get(once) ?? verifyStatement({ ...commit, ...statement, keys: what.stream.keys }, crypto);
  what.signatures.set(once, check);
  return check;
}

async function verifyStatement(
  signed: { statement: string; signature: string; key: string; organisation: string; keys: WireStream['keys'] },
  crypto: VerifierCrypto,
): Promise<Fault['code'] | undefined> {
  const key = Object.hasOwn(signed.keys, signed.key) ? signed.keys[signed.key] : undefined;
  if (key?.organisation !== signed.organisation) return 'KEY_UNKNOWN';
  const publicKey = fromBase64(key.publicKey) ?? new Uint8Array();
  // The key id commits to the key, so a list of keys that lies is caught here.
  if (publicKey.length === 0 || toHex(crypto.sha256(publicKey)) !== signed.key) return 'KEY_UNKNOWN';
  const signature = fromBase64(signed.signature) ?? new Uint8Array();
  const good = await verifyStrictly({ publicKey, message: utf8(signed.statement), signature }, crypto.verifySignature);
  return good ? undefined : 'SIGNATURE_WRONG';
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
