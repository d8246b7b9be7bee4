import { canonicalize } from './canonical';

const HEAD_TAG = 'hearthline/head/v1';

/** What the hub says of where a stream ends, until the stream-head map can prove it (ledger-format §0, Stream heads). */
export interface HeadStatement {
  readonly origin: string;
  readonly stream: string;
  readonly version: number;
  /** Digest of the stream's last entry, hex. */
  readonly digest: string;
  readonly size: number;
  /** The log's root at that size, base64. */
  readonly root: string;
}

/** The exact text that is signed. */
export function encodeHeadStatement(statement: HeadStatement): string {
  return canonicalize({ tag: HEAD_TAG, ...statement });
}

/** Reads a statement from hostile text: undefined unless it is exactly the canonical form of one. */
export function parseHeadStatement(text: string): HeadStatement | undefined {
  try {
    const value = JSON.parse(text) as Record<string, unknown>;
    const texts = ['origin', 'stream', 'digest', 'root'].every((name) => typeof value[name] === 'string');
    const numbers = Number.isSafeInteger(value.version) && Number.isSafeInteger(value.size);
    const whole = canonicalize(value) === text && value.tag === HEAD_TAG && Object.keys(value).length === 7;
    return texts && numbers && whole ? (value as unknown as HeadStatement) : undefined;
  } catch {
    return undefined;
  }
}
