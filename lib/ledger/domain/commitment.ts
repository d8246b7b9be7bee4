import { toBase64Url, utf8, writeUtf8, type Sha256 } from './bytes';
import { canonicalize, type Canonical } from './canonical';

const FIELDS_TAG = 'hearthline/fields/v1\n';

/** Bytes of a salt: 128 random bits of its own for every field, so that one disclosed salt reveals no other (ledger-format §0). */
export const SALT_BYTES = 16;

/** The commitment to one field: SHA-256 of the canonical JSON of [salt, name, value]. */
export function commitField(field: { salt: Uint8Array; name: string; value: Canonical }, sha256: Sha256): Uint8Array {
  return commitText({ salt: field.salt, name: field.name, text: canonicalize(field.value) }, sha256);
}

/** As {@link commitField}, of a value in its canonical text. */
export function commitText(field: { salt: Uint8Array; name: string; text: string }, sha256: Sha256): Uint8Array {
  return sha256(`["${toBase64Url(field.salt)}",${canonicalize(field.name)},${field.text}]`);
}

/** The root over all field commitments, names strictly ascending by bytes. The caller has checked the order. */
export function fieldsRoot(fields: readonly (readonly [name: string, commitment: Uint8Array])[], sha256: Sha256): Uint8Array {
  // One byte string for all of it: at most three bytes a letter, and what is not used is cut off.
  const message = new Uint8Array(FIELDS_TAG.length + 4 + fields.reduce((sum, [name]) => sum + 2 + name.length * 3 + 32, 0));
  let at = writeBigEndian(fields.length, 4, message, writeUtf8(FIELDS_TAG, message, 0));
  for (const [name, commitment] of fields) {
    const end = writeUtf8(name, message, at + 2);
    writeBigEndian(end - at - 2, 2, message, at);
    message.set(commitment, end);
    at = end + commitment.length;
  }
  return sha256(message.subarray(0, at));
}

/** Whether names are strictly ascending by bytes: two fields of one name would let two readers be shown two values. */
export function isStrictlyAscending(names: readonly string[]): boolean {
  return names.every((name, at) => at === 0 || compareBytes(utf8(names[at - 1] ?? ''), utf8(name)) < 0);
}

function compareBytes(left: Uint8Array, right: Uint8Array): number {
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function writeBigEndian(value: number, width: number, into: Uint8Array, at: number): number {
  for (let place = 0; place < width; place += 1) into[at + place] = (value >>> (8 * (width - 1 - place))) & 0xff;
  return at + width;
}
