import { concat, toBase64Url, utf8, type Sha256 } from './bytes';
import { canonicalize, type Canonical } from './canonical';

const FIELDS_TAG = utf8('hearthline/fields/v1\n');
const SEPARATOR = Uint8Array.of(0);

/** A field's salt: 16 bytes derived from the entry's secret, so that one disclosed salt reveals no other (ledger-format §0). */
export function saltFor(secret: Uint8Array, name: string, sha256: Sha256): Uint8Array {
  return sha256(concat(secret, SEPARATOR, utf8(name))).slice(0, 16);
}

/** The commitment to one field: SHA-256 of the canonical JSON of [salt, name, value]. */
export function commitField(field: { salt: Uint8Array; name: string; value: Canonical }, sha256: Sha256): Uint8Array {
  return sha256(utf8(`["${toBase64Url(field.salt)}",${canonicalize(field.name)},${canonicalize(field.value)}]`));
}

/** The root over all field commitments, names strictly ascending by bytes. The caller has checked the order. */
export function fieldsRoot(fields: readonly (readonly [name: string, commitment: Uint8Array])[], sha256: Sha256): Uint8Array {
  const parts = [FIELDS_TAG, bigEndian(fields.length, 4)];
  for (const [name, commitment] of fields) {
    const bytes = utf8(name);
    parts.push(bigEndian(bytes.length, 2), bytes, commitment);
  }
  return sha256(concat(...parts));
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

function bigEndian(value: number, width: number): Uint8Array {
  return Uint8Array.from({ length: width }, (_, at) => (value >>> (8 * (width - 1 - at))) & 0xff);
}
