import { toHex, type HashInto, type Sha256 } from './bytes';
import { canonicalize, type Canonical } from './canonical';
import { COMMITMENT_BYTES, fieldsRootIn, labelledMessage, type FieldsLayout } from './commitment';
import { encodeHeader, entryDigest } from './header';

/**
 * What goes into an entry: its fields' names, strictly ascending by bytes, their layout, and a value for each. `nonce` and
 * `salts`, one a field, are each 16 fresh random bytes in base64url.
 */
export interface EntryDraft {
  readonly origin: string;
  readonly stream: string;
  readonly version: number;
  readonly prev: string;
  readonly nonce: string;
  readonly names: readonly string[];
  readonly layout: FieldsLayout;
  readonly salts: readonly string[];
  readonly values: readonly Canonical[];
}

/** An entry with what is stored and disclosed of it. Canonical values, and commitments of 32 bytes each, follow the draft's names. */
export interface SealedEntry {
  readonly header: string;
  readonly digest: string;
  readonly texts: readonly string[];
  readonly commitments: Uint8Array;
}

/** Seals one entry (ledger-format §0). `hashInto` hashes as `sha256` does. */
export function sealEntry(draft: EntryDraft, sha256: Sha256, hashInto: HashInto): SealedEntry {
  const texts = draft.values.map(canonicalize);
  const commitments = new Uint8Array(draft.names.length * COMMITMENT_BYTES);
  draft.layout.labels.forEach((label, at) => {
    hashInto(labelledMessage(draft.salts[at] ?? '', label, texts[at] ?? 'null'), commitments, at * COMMITMENT_BYTES);
  });
  const header = encodeHeader({
    origin: draft.origin,
    stream: draft.stream,
    version: draft.version,
    prev: draft.prev,
    nonce: draft.nonce,
    fieldsRoot: toHex(fieldsRootIn(draft.layout, commitments, sha256)),
  });
  return { header, digest: entryDigest(header, sha256), texts, commitments };
}
