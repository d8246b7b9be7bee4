import { toBase64Url, toHex, type Sha256 } from './bytes';
import { canonicalize, type Canonical } from './canonical';
import { commitText, fieldsRoot, SALT_BYTES } from './commitment';
import { encodeHeader, entryDigest } from './header';

/**
 * What goes into an entry: its fields' names, strictly ascending by bytes, and a value for each. `nonce` (16 bytes) and
 * `salts` (16 bytes a field) are fresh random for every entry.
 */
export interface EntryDraft {
  readonly origin: string;
  readonly stream: string;
  readonly version: number;
  readonly prev: string;
  readonly nonce: Uint8Array;
  readonly salts: Uint8Array;
  readonly names: readonly string[];
  readonly values: readonly Canonical[];
}

/** An entry with everything needed to store and disclose it. Canonical values, salts and commitments follow the draft's names. */
export interface SealedEntry {
  readonly header: string;
  readonly digest: string;
  readonly texts: readonly string[];
  readonly salts: readonly Uint8Array[];
  readonly commitments: readonly Uint8Array[];
}

/** Seals one entry (ledger-format §0). */
export function sealEntry(draft: EntryDraft, sha256: Sha256): SealedEntry {
  const texts = draft.values.map(canonicalize);
  const salts = draft.names.map((_, at) => draft.salts.subarray(at * SALT_BYTES, (at + 1) * SALT_BYTES));
  const fields = draft.names.map((name, at) => {
    const field = { salt: salts[at] ?? draft.salts, name, text: texts[at] ?? 'null' };
    return [name, commitText(field, sha256)] as const;
  });
  const header = encodeHeader({
    origin: draft.origin,
    stream: draft.stream,
    version: draft.version,
    prev: draft.prev,
    nonce: toBase64Url(draft.nonce),
    fieldsRoot: toHex(fieldsRoot(fields, sha256)),
  });
  return { header, digest: entryDigest(header, sha256), texts, salts, commitments: fields.map(([, commitment]) => commitment) };
}
