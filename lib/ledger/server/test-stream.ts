import { createPrivateKey, createPublicKey, hash, sign, verify, type KeyObject } from 'node:crypto';
import { toBase64, toBase64Url, toHex, utf8, type HashInto, type Sha256 } from '@/lib/ledger/domain/bytes';
import type { Canonical } from '@/lib/ledger/domain/canonical';
import { commitRoot, encodeCommitStatement, leafData, type CommitStatement } from '@/lib/ledger/domain/commit-statement';
import { encodeHeadStatement, type HeadStatement } from '@/lib/ledger/domain/head-statement';
import { layOutFields } from '@/lib/ledger/domain/commitment';
import { FIRST_PREV } from '@/lib/ledger/domain/header';
import { sealEntry, type EntryDraft, type SealedEntry } from '@/lib/ledger/domain/seal-entry';
import { inclusionPath, leafHash, merkleRoot } from '@/lib/ledger/domain/tree';
import type { StoredCommit } from '@/lib/ledger/domain/verify-commit';
import type { StoredEntry } from '@/lib/ledger/domain/verify-log';
import type { WireEntry, WireStream } from '@/lib/ledger/language/wire';

/** A small sealed ledger for tests: two commits over two streams, from fixed keys and salts, so that every run is the same. */
export interface TestLog {
  readonly commits: readonly { readonly commit: StoredCommit; readonly entries: readonly StoredEntry[] }[];
  readonly head: { readonly size: number; readonly root: Uint8Array };
  /** The stream `loan/a`, whole, as its reader gets it: three entries in two commits. */
  readonly stream: WireStream;
}

/** What a dishonest sealer changes before it seals and signs. */
export interface Tampering {
  draft?(draft: EntryDraft): EntryDraft;
  statement?(statement: CommitStatement): CommitStatement;
  head?(statement: HeadStatement): HeadStatement;
}

interface TestKey {
  readonly keyId: string;
  readonly publicKey: Uint8Array;
  readonly privateKey: KeyObject;
}

export const sha256: Sha256 = (message) => hash('sha256', message, 'buffer');

export const hashInto: HashInto = (text, into, at) => {
  into.set(sha256(text), at);
};

const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

export function verifySignature(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const key = createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: 'der', type: 'spki' });
  return verify(null, message, key, signature);
}

export const ORIGIN = 'test.example/1';
export const EXPECTED = { origin: ORIGIN, stream: 'loan/a' };
export const SERVICER = testKey(1);
export const HUB = testKey(2);

/** Facts in ledger order by commit: stream and what it says. */
const COMMITS = [
  [['loan/a', { upb: '240000.00', count: 1 }], ['loan/b', { upb: '9.00', count: 2 }], ['loan/a', { upb: '239000.00', count: 3 }]],
  [['loan/a', { upb: '238000.00', count: 4 }]],
] as const; // prettier-ignore

/** Seals the ledger; without tampering it has no fault. */
export function sealTestLog(tampering: Tampering = {}): TestLog {
  const heads = new Map<string, { version: number; digest: string }>();
  const wires: WireEntry[] = [];
  const leaves: Uint8Array[] = [];
  const commits = COMMITS.map((facts, place) => {
    const first = leaves.length;
    const sealed = facts.map(([stream, values]) => sealNext({ heads, stream, values, tampering }));
    const signed = signCommit(sealed, `test/${String(place)}`, tampering);
    const entries = sealed.map((each, at): StoredEntry => {
      const leaf = leafData({ digest: Buffer.from(each.entry.digest, 'hex'), ...signed.bytes }, sha256);
      const commit = { ...signed.wire, path: signed.pathOf(at), position: at };
      const wire = { index: first + at, ...discloseAll(each), commit, recordedAt: '2026-11-02T00:00:00.000Z' };
      leaves.push(leafHash(leaf, sha256));
      if (each.stream === EXPECTED.stream) wires.push(wire);
      return { wire, stream: each.stream, version: each.version, digest: each.entry.digest, leaf, commitFirst: first };
    });
    return { commit: { firstIndex: first, statement: signed.wire.statement, signature: signed.bytes.signature }, entries };
  });
  const head = { size: leaves.length, root: merkleRoot(leaves, sha256) };
  const last = heads.get(EXPECTED.stream) ?? { version: 0, digest: FIRST_PREV };
  const statement = { ...EXPECTED, ...last, size: head.size, root: toBase64(head.root) };
  const stream = {
    entries: wires,
    head: signText(HUB, encodeHeadStatement(tampering.head?.(statement) ?? statement)),
    keys: { [SERVICER.keyId]: { organisation: 'servicer', publicKey: toBase64(SERVICER.publicKey) } },
    hubKey: toBase64(HUB.publicKey),
  };
  return { commits, head, stream };
}

/** A text with the key's signature over it, base64. */
export function signText(key: TestKey, statement: string): { statement: string; signature: string } {
  return { statement, signature: toBase64(sign(null, utf8(statement), key.privateKey)) };
}

export type Editable<T> = T extends string | number | boolean | null
  ? T
  : { -readonly [Name in keyof T]: Name extends 'value' ? Canonical : Editable<T[Name]> };

/** A deep copy of a sealed thing with one edit made to it. */
export function altered<T>(sealed: T, edit: (copy: Editable<T>) => void): T {
  const copy = structuredClone(sealed);
  edit(copy as Editable<T>);
  return copy;
}

interface Sealed {
  readonly stream: string;
  readonly version: number;
  readonly entry: SealedEntry;
  readonly names: readonly string[];
  readonly salts: readonly string[];
  readonly values: readonly Canonical[];
}

function sealNext(next: {
  heads: Map<string, { version: number; digest: string }>;
  stream: string;
  values: Record<string, Canonical>;
  tampering: Tampering;
}): Sealed {
  const { heads, stream } = next;
  const { version, digest } = heads.get(stream) ?? { version: 0, digest: FIRST_PREV };
  const fields: Record<string, Canonical> = { '@type': 'BalanceReported', '@causes': [], ...next.values };
  const names = Object.keys(fields).sort();
  const values = names.map((name) => fields[name] ?? null);
  const salts = names.map((name) => salt(`${stream} ${String(version)} ${name}`));
  const nonce = salt(`${stream} ${String(version)}`);
  const place = { origin: ORIGIN, stream, version: version + 1, prev: digest };
  const honest = { ...place, nonce, salts, names, values, layout: layOutFields(names) };
  const draft = next.tampering.draft?.(honest) ?? honest;
  const entry = sealEntry(draft, sha256, hashInto);
  heads.set(stream, { version: version + 1, digest: entry.digest });
  return { stream, version: version + 1, entry, names: draft.names, salts: draft.salts, values: draft.values };
}

function discloseAll({ entry, names, salts, values }: Sealed): Pick<WireEntry, 'header' | 'commitments' | 'fields'> {
  return {
    header: entry.header,
    commitments: names.map((name, at) => [name, toBase64Url(entry.commitments.subarray(at * 32, at * 32 + 32))]),
    fields: names.map((name, at) => ({
      name,
      group: name.startsWith('@') ? 'meta' : 'payment-history',
      salt: salts[at] ?? '',
      value: values[at] ?? null,
    })),
  };
}

interface SignedCommit {
  readonly wire: { statement: string; signature: string };
  readonly bytes: { statement: Uint8Array; signature: Uint8Array };
  pathOf(at: number): string[];
}

function signCommit(sealed: readonly Sealed[], idempotencyKey: string, tampering: Tampering): SignedCommit {
  const digests = sealed.map((each) => each.entry.digest);
  const root = toBase64(commitRoot(digests, sha256));
  const honest = { origin: ORIGIN, organisation: 'servicer', key: SERVICER.keyId, idempotencyKey, count: sealed.length, root };
  const wire = signText(SERVICER, encodeCommitStatement(tampering.statement?.(honest) ?? honest));
  const leaves = digests.map((digest) => leafHash(Buffer.from(digest, 'hex'), sha256));
  return {
    wire,
    bytes: { statement: utf8(wire.statement), signature: Buffer.from(wire.signature, 'base64') },
    pathOf: (at) => inclusionPath(leaves, at, sha256).map(toBase64),
  };
}

/** 16 bytes in base64url that depend on nothing but a text. */
function salt(text: string): string {
  return toBase64Url(sha256(text).subarray(0, 16));
}

function testKey(seed: number): TestKey {
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, seed)]);
  const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  const publicKey = new Uint8Array(createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).subarray(-32));
  return { keyId: toHex(sha256(publicKey)), publicKey, privateKey };
}
