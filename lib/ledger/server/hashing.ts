import { hash, sign, verify, createPublicKey, type KeyObject } from 'node:crypto';
import type { HashInto, Sha256 } from '@/lib/ledger/domain/bytes';

/**
 * SHA-256 by OpenSSL, in the form the pure ledger core takes. The digest is taken as text and copied into Node's pool of
 * small buffers: a buffer of its own would cost more than hashing a field does.
 */
export const sha256: Sha256 = (message) => Buffer.from(hash('sha256', message, 'binary'), 'binary');

/** As {@link sha256}, into a place. */
export const hashInto: HashInto = (text, into, at) => {
  const digest = hash('sha256', text, 'binary');
  for (let place = 0; place < digest.length; place += 1) into[at + place] = digest.charCodeAt(place);
};

/** An Ed25519 signature (64 bytes) over the message. */
export function signBytes(privateKey: KeyObject, message: Uint8Array): Uint8Array {
  return sign(null, message, privateKey);
}

/** As {@link signBytes}, on a thread of Node's pool: a signature takes as long as all else that sealing a fact does. */
export function signAside(privateKey: KeyObject, message: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    sign(null, message, privateKey, (error, signature) => {
      if (error === null) resolve(signature);
      else reject(error);
    });
  });
}

/** The raw 32 bytes of an Ed25519 public key: the last of its SPKI form (RFC 8410 §4). */
export function rawPublicKey(privateKey: KeyObject): Uint8Array {
  return new Uint8Array(createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).subarray(-32));
}

const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** Keys read lately: the same few sign most of a ledger, and reading one takes almost as long as checking a signature by it. */
const read = new Map<string, KeyObject>();
const READ_AT_MOST = 64;

function publicKeyOf(raw: Uint8Array): KeyObject {
  const name = Buffer.from(raw).toString('latin1');
  const known = read.get(name);
  if (known !== undefined) return known;
  const key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, raw]), format: 'der', type: 'spki' });
  if (read.size >= READ_AT_MOST) read.clear();
  read.set(name, key);
  return key;
}

/** OpenSSL's Ed25519 check of a raw 32-byte key; strictness beyond it is added by the domain's checks. */
export function verifyBytes(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  return verify(null, message, publicKeyOf(publicKey), signature);
}
