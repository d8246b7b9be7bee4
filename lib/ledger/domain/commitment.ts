import { concat, toBase64Url, utf8, writeUtf8, type Sha256 } from './bytes';
import { canonicalize, type Canonical } from './canonical';

const FIELDS_TAG = 'hearthline/fields/v1\n';

/** Bytes of a salt: 128 random bits of its own for every field, so that one disclosed salt reveals no other (ledger-format §0). */
export const SALT_BYTES = 16;

/** Bytes of a commitment. */
export const COMMITMENT_BYTES = 32;

/** The commitment to one field: SHA-256 of the canonical JSON of [salt, name, value]. */
export function commitField(field: { salt: Uint8Array; name: string; value: Canonical }, sha256: Sha256): Uint8Array {
  return sha256(fieldMessage(toBase64Url(field.salt), field.name, canonicalize(field.value)));
}

/** What is hashed for a field, of a salt in base64url and a value in its canonical text. */
export function fieldMessage(salt: string, name: string, text: string): string {
  return labelledMessage(salt, canonicalize(name), text);
}

/** As {@link fieldMessage}, of a name in its canonical text: an import would encode each some hundred thousand times. */
export function labelledMessage(salt: string, label: string, text: string): string {
  return `["${salt}",${label},${text}]`;
}

/** The root over all field commitments, names strictly ascending by bytes. The caller has checked the order. */
export function fieldsRoot(fields: readonly (readonly [name: string, commitment: Uint8Array])[], sha256: Sha256): Uint8Array {
  const layout = layOutFields(fields.map(([name]) => name));
  return fieldsRootIn(layout, concat(...fields.map(([, commitment]) => commitment)), sha256);
}

/** The message under the fields root of given names, with a place of 32 bytes for each commitment, and the names' canonical texts. */
export interface FieldsLayout {
  readonly message: Uint8Array;
  readonly places: readonly number[];
  readonly labels: readonly string[];
}

/** Lays the message out once for all entries with the same names. */
export function layOutFields(names: readonly string[]): FieldsLayout {
  // One byte string for all of it: at most three bytes a letter, and what is not used is cut off.
  const message = new Uint8Array(
    FIELDS_TAG.length + 4 + names.reduce((sum, name) => sum + 2 + name.length * 3 + COMMITMENT_BYTES, 0),
  );
  let at = writeBigEndian(names.length, 4, message, writeUtf8(FIELDS_TAG, message, 0));
  const places = names.map((name) => {
    const end = writeUtf8(name, message, at + 2);
    writeBigEndian(end - at - 2, 2, message, at);
    at = end + COMMITMENT_BYTES;
    return end;
  });
  return { message: message.subarray(0, at), places, labels: names.map(canonicalize) };
}

/** As {@link fieldsRoot}, over commitments one after another in the order of the layout's names. */
export function fieldsRootIn(layout: FieldsLayout, commitments: Uint8Array, sha256: Sha256): Uint8Array {
  const { message, places } = layout;
  // The layout's own bytes, every place of them written anew, and one by one: a view of each would cost more than its copy.
  for (let at = 0; at < places.length; at += 1) {
    const place = places[at] ?? 0;
    for (let byte = 0; byte < COMMITMENT_BYTES; byte += 1) message[place + byte] = commitments[at * COMMITMENT_BYTES + byte] ?? 0;
  }
  return sha256(message);
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
