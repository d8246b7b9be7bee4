import { createCipheriv, hash, randomFillSync } from 'node:crypto';
import { NONCE_BYTES, TAG_BYTES } from './values-row';

const HASH_BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
const DRAWN_AT_ONCE = 1_024;

/** What a person’s key is used as: one key encrypts and another authenticates, so that neither says anything of the other. */
export interface ValueKeys {
  readonly encrypt: Buffer;
  /** HMAC’s two first blocks (RFC 2104); the outer one has room for the inner digest. */
  readonly inner: Buffer;
  readonly outer: Buffer;
}

const known = new WeakMap<Buffer, ValueKeys>();

/** Kept as long as the key itself is held by whoever asked for it. */
export function valueKeys(key: Buffer): ValueKeys {
  const found = known.get(key) ?? deriveKeys(key);
  known.set(key, found);
  return found;
}

function deriveKeys(key: Buffer): ValueKeys {
  const authenticate = derive('authenticate', key);
  const block = (pad: number, room: number): Buffer => {
    const padded = Buffer.alloc(HASH_BLOCK_BYTES + room, pad);
    authenticate.forEach((byte, at) => (padded[at] = byte ^ pad));
    return padded;
  };
  return { encrypt: derive('encrypt', key), inner: block(0x36, 0), outer: block(0x5c, DIGEST_BYTES) };
}

function derive(purpose: string, key: Buffer): Buffer {
  return hash('sha256', Buffer.concat([Buffer.from(`hearthline/values/v2/${purpose}\n`), key]), 'buffer');
}

/** AES-256 in counter mode from a row’s first block on: encrypts and decrypts. One call for many rows, because the call is the cost. */
export function applyStream(bytes: Uint8Array, counter: Uint8Array, { encrypt }: ValueKeys): Buffer {
  return createCipheriv('aes-256-ctr', encrypt, counter).update(bytes);
}

/** Where a message is laid out to be hashed: a million rows need no bytes each. */
let scratch = Buffer.alloc(4_096);

/**
 * The first 16 bytes of HMAC-SHA-256 over a text and bytes, one character for each byte. By two plain hashes, which take a third of
 * the time of an HMAC object.
 */
export function tagOf(text: string, bytes: Uint8Array, { inner, outer }: ValueKeys): string {
  const length = inner.length + text.length + bytes.length;
  if (scratch.length < length) scratch = Buffer.alloc(length * 2);
  scratch.set(inner);
  scratch.write(text, inner.length, 'latin1');
  scratch.set(bytes, inner.length + text.length);
  outer.write(hash('sha256', scratch.subarray(0, length), 'binary'), HASH_BLOCK_BYTES, 'latin1');
  return hash('sha256', outer, 'binary').slice(0, TAG_BYTES);
}

const nonces = Buffer.alloc(NONCE_BYTES * DRAWN_AT_ONCE);
let drawn = DRAWN_AT_ONCE;

/** Random, never derived: a row that loses a field is sealed again under the same key. Many are drawn at once. */
export function drawNonce(): Buffer {
  if (drawn === DRAWN_AT_ONCE) {
    randomFillSync(nonces);
    drawn = 0;
  }
  drawn += 1;
  return nonces.subarray((drawn - 1) * NONCE_BYTES, drawn * NONCE_BYTES);
}
