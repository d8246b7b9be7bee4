import { toHex, type Sha256 } from './bytes';
import { canonicalize } from './canonical';

/** What every party of a stream may see of an entry; never personal (ledger-format §0, Header). */
export interface Header {
  readonly origin: string;
  readonly stream: string;
  readonly version: number;
  /** Digest of the stream's previous entry in hex; 64 zeros before the first. */
  readonly prev: string;
  readonly nonce: string;
  readonly fieldsRoot: string;
}

export const FIRST_PREV = '0'.repeat(64);

const ENTRY_TAG = 'hearthline/entry/v1\n';

/** The canonical text of a header: exactly these bytes are hashed and stored. */
export function encodeHeader(header: Header): string {
  const { origin, stream, version, prev, nonce, fieldsRoot } = header;
  // Written out in canonical order: an import makes hundreds of thousands of headers.
  return `{"fieldsRoot":${canonicalize(fieldsRoot)},"nonce":${canonicalize(nonce)},"origin":${canonicalize(origin)},"prev":${canonicalize(prev)},"stream":${canonicalize(stream)},"version":${canonicalize(version)}}`;
}

/** The digest (hex) of a header's exact text. */
export function entryDigest(headerText: string, sha256: Sha256): string {
  return toHex(sha256(ENTRY_TAG + headerText));
}

/** Reads a header from hostile text: undefined unless it is exactly the canonical form of a header. */
export function parseHeader(text: string): Header | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
    if (canonicalize(value) !== text) return undefined;
  } catch {
    return undefined;
  }
  return isHeader(value) ? value : undefined;
}

const TEXT_MEMBERS = ['origin', 'stream', 'prev', 'nonce', 'fieldsRoot'] as const;

function isHeader(value: unknown): value is Header {
  if (typeof value !== 'object' || value === null) return false;
  const members = value as Record<string, unknown>;
  if (Object.keys(members).length !== TEXT_MEMBERS.length + 1) return false;
  return Number.isSafeInteger(members.version) && TEXT_MEMBERS.every((name) => typeof members[name] === 'string');
}
