import { fromHex, toBase64, toBase64Url, utf8 } from '@/lib/ledger/domain/bytes';
import type { Canonical } from '@/lib/ledger/domain/canonical';
import { commitRoot, encodeCommitStatement, leafData } from '@/lib/ledger/domain/commit-statement';
import { layOutFields } from '@/lib/ledger/domain/commitment';
import { FIRST_PREV } from '@/lib/ledger/domain/header';
import { sealEntry } from '@/lib/ledger/domain/seal-entry';
import { leafHash, merkleRoot } from '@/lib/ledger/domain/tree';
import type { StoredCommit } from '@/lib/ledger/domain/verify-commit';
import type { StoredEntry } from '@/lib/ledger/domain/verify-log';
import { HUB as HUB_NAME, SUCCESSION_STREAM } from '@/lib/ledger/language/facts';
import type { WireEntry, WireKey } from '@/lib/ledger/language/wire';
import { hashInto, HUB, sha256, signText } from './test-stream';

/** One entry, alone in a commit of the hub. */
export interface LineageEntry {
  readonly origin: string;
  readonly stream: string;
  readonly values: Readonly<Record<string, Canonical>>;
}

/** A log of such entries, sealed in their order. */
export interface TestLineage {
  readonly commits: readonly { readonly commit: StoredCommit; readonly entry: StoredEntry; readonly wire: WireEntry }[];
  readonly head: { readonly size: number; readonly root: Uint8Array };
}

export const HUB_KEYS: Readonly<Record<string, WireKey>> = {
  [HUB.keyId]: { organisation: HUB_NAME, publicKey: toBase64(HUB.publicKey) },
};

/** An entry about something else. */
export const noted = (origin: string): LineageEntry => ({ origin, stream: 'loan/a', values: { '@type': 'Noted' } });

/** The entry with which a log goes on from an ancestor of so many entries. */
export const succeeded = (origin: string, ancestor: string, size: number): LineageEntry => ({
  origin,
  stream: SUCCESSION_STREAM,
  values: { '@type': 'LogSucceeded', ancestor, size },
});

/** Seals the entries as a hub would that means them. */
export function sealLineage(entries: readonly LineageEntry[]): TestLineage {
  const heads = new Map<string, { version: number; digest: string }>();
  const commits = entries.map((entry, index) => sealOne(entry, index, heads));
  const leaves = commits.map(({ entry }) => leafHash(entry.leaf, sha256));
  return { commits, head: { size: leaves.length, root: merkleRoot(leaves, sha256) } };
}

function sealOne(
  { origin, stream, values }: LineageEntry,
  index: number,
  heads: Map<string, { version: number; digest: string }>,
): TestLineage['commits'][number] {
  const before = heads.get(stream) ?? { version: 0, digest: FIRST_PREV };
  const version = before.version + 1;
  const names = Object.keys(values).sort();
  const salts = names.map((_, at) => toBase64Url(new Uint8Array(16).fill(index * 8 + at)));
  const ordered = names.map((name) => values[name] ?? null);
  const place = { origin, stream, version, prev: before.digest, nonce: toBase64Url(new Uint8Array(16).fill(index)) };
  const sealed = sealEntry({ ...place, names, salts, values: ordered, layout: layOutFields(names) }, sha256, hashInto);
  const { header, digest } = sealed;
  heads.set(stream, { version, digest });
  const root = toBase64(commitRoot([digest], sha256));
  const statement = { origin, organisation: HUB_NAME, key: HUB.keyId, idempotencyKey: `entry/${String(index)}`, count: 1, root };
  const signed = signText(HUB, encodeCommitStatement(statement));
  const signature = Buffer.from(signed.signature, 'base64');
  const commitments = names.map((name, at) => [name, toBase64Url(sealed.commitments.subarray(at * 32, at * 32 + 32))] as const);
  const fields = names.map((name, at) => ({ name, group: 'log', salt: salts[at] ?? '', value: ordered[at] ?? null }));
  const wire = { index, header, commitments, fields };
  const bytes = { digest: fromHex(digest) ?? new Uint8Array(), statement: utf8(signed.statement), signature };
  return {
    commit: { firstIndex: index, statement: signed.statement, signature },
    entry: { wire, stream, version, digest, leaf: leafData(bytes, sha256), commitFirst: index },
    wire: { ...wire, commit: { ...signed, path: [], position: 0 }, recordedAt: '2026-11-28T00:00:00.000Z' },
  };
}
