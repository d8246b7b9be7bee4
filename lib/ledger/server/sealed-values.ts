import { SALT_BYTES } from '@/lib/ledger/domain/commitment';
import { applyStream, drawNonce, tagOf, valueKeys, type ValueKeys } from './value-cipher';
import {
  bindingOf, BLOCK_BYTES, blocksOf, COUNTER_BYTES, NONCE_BYTES, TAG_BYTES, type ValuesPlace, type ValuesToSeal,
} from './values-row'; // prettier-ignore

/**
 * Seals rows of one person in one go (ledger-format §Values as they are kept): each as its counter, its ciphertext and a tag. Answers
 * them in their order.
 */
export function sealValues(rows: readonly ValuesToSeal[], key: Buffer): Buffer[] {
  const keys = valueKeys(key);
  const nonce = drawNonce();
  const lengths = rows.map(({ salts, values }) => salts.length * SALT_BYTES + Buffer.byteLength(values));
  const plain = Buffer.alloc(lengths.reduce((sum, length) => sum + blocksOf(length), 0) * BLOCK_BYTES);
  const counter = Buffer.alloc(COUNTER_BYTES);
  counter.set(nonce);
  let end = 0;
  const places = rows.map((row, at) => {
    const place = end;
    write(row, plain, place);
    end += blocksOf(lengths[at] ?? 0) * BLOCK_BYTES;
    return place;
  });
  const stream = applyStream(plain, counter, keys);
  return rows.map((row, at) => {
    const place = places[at] ?? 0;
    const bytes = stream.subarray(place, place + (lengths[at] ?? 0));
    counter.writeUInt32BE(place / BLOCK_BYTES, NONCE_BYTES);
    return frame(row, { counter, bytes }, keys);
  });
}

/** As {@link sealValues}, of one row. */
export function sealValue(row: ValuesToSeal, key: Buffer): Buffer {
  return sealValues([row], key)[0] ?? Buffer.alloc(0);
}

function write({ salts, values }: ValuesToSeal, into: Buffer, place: number): void {
  let at = place;
  for (const salt of salts) at += into.write(salt, at, 'base64url');
  into.write(values, at);
}

function frame(place: ValuesPlace, row: { counter: Buffer; bytes: Buffer }, keys: ValueKeys): Buffer {
  const end = COUNTER_BYTES + row.bytes.length;
  const sealed = Buffer.allocUnsafe(end + TAG_BYTES);
  sealed.set(row.counter);
  sealed.set(row.bytes, COUNTER_BYTES);
  sealed.write(tagOf(bindingOf(place), sealed.subarray(0, end), keys), end, 'latin1');
  return sealed;
}
