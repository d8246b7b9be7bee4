import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto';
import { SALT_BYTES } from '@/lib/ledger/domain/commitment';

/** Salts, one after another, and values as the text of a JSON array, both in the order of their fields' names. */
export interface OpenValues {
  readonly salts: Buffer;
  readonly values: string;
}

/** Where a row of values belongs: a row that is moved to another entry or field group cannot be opened there. */
export interface ValuesPlace {
  /** The entry's digest, hex. */
  readonly digest: string;
  readonly group: string;
}

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const DRAWN_AT_ONCE = 1_024;

const nonces = Buffer.alloc(NONCE_BYTES * DRAWN_AT_ONCE);
let drawn = DRAWN_AT_ONCE;

/** Random, never derived: a row that loses a field is sealed again under the same key. Many are drawn at once. */
function drawNonce(): Buffer {
  if (drawn === DRAWN_AT_ONCE) {
    randomFillSync(nonces);
    drawn = 0;
  }
  drawn += 1;
  return nonces.subarray((drawn - 1) * NONCE_BYTES, drawn * NONCE_BYTES);
}

function bindingOf({ digest, group }: ValuesPlace): Buffer {
  return Buffer.from(`hearthline/values/v1\n${digest}\n${group}`);
}

/** A row of values as it is kept: nonce, ciphertext and tag of AES-256-GCM. `salts` are in base64url. */
export function sealValues(row: { salts: readonly string[]; values: string }, place: ValuesPlace, key: Buffer): Buffer {
  const plain = Buffer.allocUnsafe(row.salts.length * SALT_BYTES + Buffer.byteLength(row.values));
  let at = 0;
  for (const salt of row.salts) at += plain.write(salt, at, 'base64url');
  plain.write(row.values, at);
  const nonce = drawNonce();
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(bindingOf(place));
  const sealed = Buffer.allocUnsafe(NONCE_BYTES + plain.length + TAG_BYTES);
  sealed.set(nonce);
  sealed.set(cipher.update(plain), NONCE_BYTES);
  cipher.final();
  sealed.set(cipher.getAuthTag(), NONCE_BYTES + plain.length);
  return sealed;
}

/** Opens a row of `count` fields. Undefined when it is not what was sealed for this place under this key. */
export function openValues(sealed: Uint8Array, count: number, place: ValuesPlace, key: Buffer): OpenValues | undefined {
  if (sealed.length < NONCE_BYTES + TAG_BYTES + count * SALT_BYTES) return undefined;
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(bindingOf(place)).setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  try {
    const plain = decipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES));
    decipher.final();
    return { salts: plain.subarray(0, count * SALT_BYTES), values: plain.toString('utf8', count * SALT_BYTES) };
  } catch {
    return undefined;
  }
}
