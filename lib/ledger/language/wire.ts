import type { Canonical } from '@/lib/ledger/domain/canonical';

/** A value with its salt (base64url), from which the commitment is recomputed. */
export interface OpenField {
  readonly name: string;
  readonly salt: string;
  readonly value: Canonical;
}

/** A field the reader may see, with the group by which they may. */
export interface VisibleField extends OpenField {
  readonly group: string;
}

/** What was sealed and signed of an entry: nothing in it that its digests do not cover. */
export interface ProvableEntry {
  /** The exact bytes that were hashed, as text. */
  readonly header: string;
  /** Name and base64url commitment of every field; null when the reader may not know of the fact. */
  readonly commitments: readonly (readonly [string, string])[] | null;
  readonly fields: readonly OpenField[];
  readonly commit: {
    readonly statement: string;
    readonly signature: string;
    /** RFC 6962 inclusion path (base64) of this entry's digest in the commit's root. */
    readonly path: readonly string[];
    readonly position: number;
  };
}

/** A field that this reader might see, whose value and salt were destroyed. */
interface ErasedField {
  readonly name: string;
  readonly group: string;
}

/** An entry as one reader may read it (ledger-format §0, Reading). */
export interface WireEntry extends ProvableEntry {
  readonly index: number;
  readonly fields: readonly VisibleField[];
  /** Absent where there are none. The stream's certificates say who decided it. */
  readonly erased?: readonly ErasedField[];
  /** The hub's word, outside every digest. */
  readonly recordedAt: string;
}

/** What the hub signed about where a stream ends. */
interface SignedHead {
  readonly statement: string;
  readonly signature: string;
}

/** An organisation's registered key; `publicKey` is base64. */
export interface WireKey {
  readonly organisation: string;
  readonly publicKey: string;
  /** Who holds the private key. A key that the hub holds signs what the hub lets it sign. */
  readonly custody?: 'hub' | 'organisation';
  /** The ledger position from which what it signs no longer counts. */
  readonly until?: number;
}

/** A stream with all a reader needs to check it. Keys by the full SHA-256 (hex) of the public key. */
export interface WireStream {
  readonly entries: readonly WireEntry[];
  /** Facts by which fields of these entries were erased; absent where none were. */
  readonly certificates?: readonly WireEntry[];
  readonly head: SignedHead;
  readonly keys: Readonly<Record<string, WireKey>>;
  readonly hubKey: string;
  /** The stream `log/succession`, whole: where the log went on under another name. Absent where it never did. */
  readonly successions?: readonly WireEntry[];
}

/** What shows that a stream is in the log, and is all of it (ledger-format, Proofs). Hashes are base64. */
export interface WireProof {
  /** A checkpoint as the log signed it and witnesses cosigned it. */
  readonly checkpoint: string;
  /** The log's inclusion path of each entry that the checkpoint covers, in their order. */
  readonly paths: readonly (readonly string[])[];
  /** The path of each entry of the stream `log/succession`, in their order; absent where there are none. */
  readonly successions?: readonly (readonly string[])[];
  /** The checkpoint's last entry, which commits the map of stream heads, with its path. */
  readonly heads: { readonly entry: WireEntry; readonly path: readonly string[] };
  /** Where the stream ends by that map (digest in hex); null for a stream that the map does not know yet. */
  readonly end: { readonly version: number; readonly digest: string; readonly siblings: readonly string[] } | null;
}

/** A promise of the hub with its signature (base64): what it says is read by `parseReceipt`. */
export interface WireReceipt {
  readonly statement: string;
  readonly signature: string;
}
