import { fromBase64 } from './bytes';

/** Hashes that a proof never needs more of: a tree of 2^63 leaves has no longer one (C2SP tlog-witness). */
const MOST_HASHES = 63;

/** What a line says after the word it begins with; undefined when it begins with another. */
export function valueAfter(word: string, line: string | undefined): string | undefined {
  return line?.startsWith(word) === true ? line.slice(word.length) : undefined;
}

/** The number on a line of a C2SP file (hostile): ASCII decimal without leading zeros, at most 2^53 - 1; undefined otherwise. */
export function parseDecimal(text: string): number | undefined {
  const number = /^(0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(number) ? number : undefined;
}

/** The SHA-256 hash on a line of a C2SP file (hostile): 32 bytes in canonical base64; undefined otherwise. */
export function parseHash(text: string): Uint8Array | undefined {
  const bytes = text.length === 44 ? fromBase64(text) : undefined;
  return bytes?.length === 32 ? bytes : undefined;
}

/** The hashes of a proof, a line each (hostile); undefined when one is none or there are more than any proof has. */
export function parseHashes(lines: readonly string[]): Uint8Array[] | undefined {
  if (lines.length > MOST_HASHES) return undefined;
  const hashes = lines.map(parseHash).filter((hash) => hash !== undefined);
  return hashes.length === lines.length ? hashes : undefined;
}

/**
 * Whether a text may stand in a C2SP note or proof: no ASCII control character but the newline, and valid UTF-8, which a
 * lone surrogate has none of: it would be signed as U+FFFD and shown as something else.
 */
export function isNoteText(text: string): boolean {
  return /^[\n\u0020-\uD7FF\uE000-\u{10FFFF}]*$/u.test(text);
}
