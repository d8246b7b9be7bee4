import type { Canonical } from '@/lib/ledger/domain/canonical';

/** A field the reader may see; salt is base64url. From it the reader recomputes the commitment. */
export interface VisibleField {
  readonly name: string;
  readonly group: string;
  readonly salt: string;
  readonly value: Canonical;
}

/** An entry as one reader may read it (ledger-format §0, Reading). */
export interface WireEntry {
  readonly index: number;
  /** The exact bytes that were hashed, as text. */
  readonly header: string;
  /** Name and base64url commitment of every field; null when the reader may not know of the fact. */
  readonly commitments: readonly (readonly [string, string])[] | null;
  readonly fields: readonly VisibleField[];
  readonly commit: {
    readonly statement: string;
    readonly signature: string;
    /** RFC 6962 inclusion path (base64) of this entry's digest in the commit's root. */
    readonly path: readonly string[];
    readonly position: number;
  };
  /** The hub's word, outside every digest. */
  readonly recordedAt: string;
}

/** What the hub signed about where a stream ends. */
interface SignedHead {
  readonly statement: string;
  readonly signature: string;
}

/** An organisation's registered key; `publicKey` is base64. */
interface WireKey {
  readonly organisation: string;
  readonly publicKey: string;
}

/** A stream with all a reader needs to check it. Keys by the full SHA-256 (hex) of the public key. */
export interface WireStream {
  readonly entries: readonly WireEntry[];
  readonly head: SignedHead;
  readonly keys: Readonly<Record<string, WireKey>>;
  readonly hubKey: string;
}
