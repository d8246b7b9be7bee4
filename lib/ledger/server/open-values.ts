import { SALT_BYTES } from '@/lib/ledger/domain/commitment';
import { openOlder } from './older-seal';
import { applyStream, tagOf, valueKeys, type ValueKeys } from './value-cipher';
import {
  bindingOf, BLOCK_BYTES, blocksOf, COUNTER_BYTES, NONCE_BYTES, TAG_BYTES, type OpenValues, type SealedValues,
} from './values-row'; // prettier-ignore

/** Rows further apart than this are not decrypted together. */
const FAR_BLOCKS = 1_024;

/**
 * Opens rows of one person, in their order. Undefined for one that is not what was sealed for its place under this key. Those that lie
 * together as they were sealed are decrypted together; those that an older release sealed, one by one.
 */
export function openValues(rows: readonly SealedValues[], key: Buffer): (OpenValues | undefined)[] {
  const keys = valueKeys(key);
  const sound = rows.map((row) => (isSound(row, keys) ? row : undefined));
  const plain = decrypt(
    sound.flatMap((row) => (row === undefined ? [] : [asBuffer(row.sealed)])),
    keys,
  );
  let next = 0;
  return rows.map((row, at) => {
    if (sound[at] === undefined) return openOlder(row, key);
    const bytes = plain[next] ?? Buffer.alloc(0);
    next += 1;
    return { salts: bytes.subarray(0, row.count * SALT_BYTES), values: bytes.toString('utf8', row.count * SALT_BYTES) };
  });
}

function isSound(row: SealedValues, keys: ValueKeys): boolean {
  const sealed = asBuffer(row.sealed);
  const end = sealed.length - TAG_BYTES;
  if (end < COUNTER_BYTES + row.count * SALT_BYTES) return false;
  const tag = tagOf(bindingOf(row), sealed.subarray(0, end), keys);
  let differing = 0;
  // All of it, whatever differs first: time must not tell how much of a forged tag is right.
  for (let at = 0; at < TAG_BYTES; at += 1) differing |= tag.charCodeAt(at) ^ (sealed[end + at] ?? 0);
  return differing === 0;
}

function decrypt(rows: readonly Buffer[], keys: ValueKeys): Buffer[] {
  const plain: Buffer[] = [];
  for (let from = 0; from < rows.length;) {
    let to = from + 1;
    while (to < rows.length && follows(rows[to - 1], rows[to])) to += 1;
    for (const bytes of decryptRun(rows.slice(from, to), keys)) plain.push(bytes);
    from = to;
  }
  return plain;
}

function follows(before: Buffer | undefined, row: Buffer | undefined): boolean {
  if (before === undefined || row?.compare(before, 0, NONCE_BYTES, 0, NONCE_BYTES) !== 0) return false;
  const gap = blockOf(row) - blockOf(before) - blocksOf(bodyOf(before).length);
  return gap >= 0 && gap <= FAR_BLOCKS;
}

function decryptRun(run: readonly Buffer[], keys: ValueKeys): Buffer[] {
  const first = run[0] ?? Buffer.alloc(0);
  const last = run.at(-1) ?? first;
  const placeOf = (row: Buffer): number => (blockOf(row) - blockOf(first)) * BLOCK_BYTES;
  const bytes = Buffer.alloc(placeOf(last) + bodyOf(last).length);
  for (const row of run) bytes.set(bodyOf(row), placeOf(row));
  const plain = applyStream(bytes, first.subarray(0, COUNTER_BYTES), keys);
  return run.map((row) => plain.subarray(placeOf(row), placeOf(row) + bodyOf(row).length));
}

function blockOf(sealed: Buffer): number {
  return sealed.readUInt32BE(NONCE_BYTES);
}

function bodyOf(sealed: Buffer): Buffer {
  return sealed.subarray(COUNTER_BYTES, sealed.length - TAG_BYTES);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
