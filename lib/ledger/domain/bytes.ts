/** SHA-256, handed in by whoever runs the core: browser, Node or CLI. A text is hashed as its UTF-8 bytes. */
export type Sha256 = (message: Uint8Array | string) => Uint8Array;

/** As {@link Sha256}, of a text and into a place of a byte string: a million digests of an import need no object each. */
export type HashInto = (text: string, into: Uint8Array, at: number) => void;

const encoder = new TextEncoder();

/** The UTF-8 bytes of a text. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Writes a text's UTF-8 bytes into a byte string at a place; answers the place after them. */
export function writeUtf8(text: string, into: Uint8Array, at: number): number {
  return at + encoder.encodeInto(text, into.subarray(at)).written;
}

/** Byte strings one after another. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Whether two byte strings are the same. Nothing compared here is secret, so time may tell. */
export function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Lower-case hex. */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += HEX[byte] ?? '';
  return text;
}

/** What a hex digit stands for, by its code; -1 for any other. */
const NIBBLES = Int8Array.from({ length: 128 }, (_, code) => '0123456789abcdef'.indexOf(String.fromCharCode(code)));

/** Bytes of lower-case hex; undefined when it is not (hostile input). */
export function fromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  // Negative once any digit was none: told at the end, because one pass over a digest is half of what two are.
  let sign = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const high = nibble(text, at * 2);
    const low = nibble(text, at * 2 + 1);
    sign |= high | low;
    bytes[at] = (high << 4) | low;
  }
  return sign < 0 ? undefined : bytes;
}

function nibble(text: string, at: number): number {
  return NIBBLES[text.charCodeAt(at)] ?? -1;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** What a letter stands for, by its code; nothing for any other. */
const SIX_BITS = Array.from({ length: 128 }, (_, code) => {
  const value = ALPHABET.indexOf(String.fromCharCode(code));
  return value < 0 ? undefined : value;
});

/** Every two letters for twelve bits: half as many steps for what an import does a million times. */
const PAIRS = pairsOf(ALPHABET);
const URL_PAIRS = pairsOf(ALPHABET.replace('+', '-').replace('/', '_'));

function pairsOf(alphabet: string): string[] {
  return Array.from({ length: 4096 }, (_, bits) => `${alphabet[bits >> 6] ?? ''}${alphabet[bits & 63] ?? ''}`);
}

function encode(bytes: Uint8Array, pairs: readonly string[]): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const word = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    text += (pairs[word >> 12] ?? '') + (pairs[word & 4095] ?? '');
  }
  return text.slice(0, Math.ceil((bytes.length * 4) / 3));
}

/** Standard base64 with padding. */
export function toBase64(bytes: Uint8Array): string {
  return encode(bytes, PAIRS) + '='.repeat((3 - (bytes.length % 3)) % 3);
}

/** Bytes of padded base64; undefined unless it is the one canonical encoding (hostile input). */
export function fromBase64(text: string): Uint8Array | undefined {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const digits = text.length - padding;
  if (text.length % 4 !== 0 || (4 - (digits % 4)) % 4 !== padding) return undefined;
  const bytes = new Uint8Array(Math.floor((digits * 3) / 4));
  let word = 0;
  let bits = 0;
  let at = 0;
  for (let place = 0; place < digits; place += 1) {
    const value = SIX_BITS[text.charCodeAt(place)];
    if (value === undefined) return undefined;
    word = ((word << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at] = (word >> bits) & 0xff;
      at += 1;
    }
  }
  // Bits left over would be lost: two texts would stand for the same bytes.
  return (word & ((1 << bits) - 1)) === 0 ? bytes : undefined;
}

/** Base64url without padding. */
export function toBase64Url(bytes: Uint8Array): string {
  return encode(bytes, URL_PAIRS);
}

/** Bytes of unpadded base64url; undefined unless canonical (hostile input). */
export function fromBase64Url(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) return undefined;
  const standard = text.replaceAll('-', '+').replaceAll('_', '/');
  return fromBase64(standard + '='.repeat((4 - (standard.length % 4)) % 4));
}
