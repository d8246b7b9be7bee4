import { toBase64Url, toHex, type Sha256 } from './bytes';
import type { Canonical } from './canonical';
import { commitField, fieldsRoot, SALT_BYTES } from './commitment';
import { encodeHeader, entryDigest } from './header';

/** What goes into an entry. `nonce` (16 bytes) and `salts` (16 bytes a field) are fresh random for every entry. */
export interface EntryDraft {
  readonly origin: string;
  readonly stream: string;
  readonly version: number;
  readonly prev: string;
  readonly nonce: Uint8Array;
  readonly salts: Uint8Array;
  readonly fields: Readonly<Record<string, Canonical>>;
}

/** An entry with everything needed to store and disclose it. Salts and commitments follow `names`, ascending by bytes. */
export interface SealedEntry {
  readonly header: string;
  readonly digest: string;
  readonly names: readonly string[];
  readonly salts: readonly Uint8Array[];
  readonly commitments: readonly Uint8Array[];
}

/** Seals one entry (ledger-format §0). Field names are ASCII, so code-unit order is byte order. */
export function sealEntry(draft: EntryDraft, sha256: Sha256): SealedEntry {
  const names = Object.keys(draft.fields).sort();
  const salts = names.map((_, at) => draft.salts.subarray(at * SALT_BYTES, (at + 1) * SALT_BYTES));
  const commitments = names.map((name, at) =>
    commitField({ salt: salts[at] ?? new Uint8Array(), name, value: draft.fields[name] ?? null }, sha256),
  );
  const root = fieldsRoot(
    names.map((name, at) => [name, commitments[at] ?? new Uint8Array()]),
    sha256,
  );
  const header = encodeHeader({
    origin: draft.origin,
    stream: draft.stream,
    version: draft.version,
    prev: draft.prev,
    nonce: toBase64Url(draft.nonce),
    fieldsRoot: toHex(root),
  });
  return { header, digest: entryDigest(header, sha256), names, salts, commitments };
}
