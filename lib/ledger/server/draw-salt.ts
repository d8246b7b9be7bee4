import { randomFillSync } from 'node:crypto';
import { SALT_BYTES } from '@/lib/ledger/domain/commitment';

/** Each salt is drawn into 18 bytes of which the last two are zero: so each has 24 letters of its own in the text of all. */
const STRIDE_BYTES = 18;
const STRIDE_LETTERS = 24;
const LETTERS = 22;
const DRAWN_AT_ONCE = 2_048;

let text = '';
let used = DRAWN_AT_ONCE;

/** 16 fresh random bytes in base64url. Many are drawn and encoded at once: the calls, not the entropy, are the cost. */
export function drawSalt(): string {
  if (used === DRAWN_AT_ONCE) {
    text = drawMany();
    used = 0;
  }
  used += 1;
  return text.slice((used - 1) * STRIDE_LETTERS, (used - 1) * STRIDE_LETTERS + LETTERS);
}

function drawMany(): string {
  const bytes = randomFillSync(Buffer.alloc(DRAWN_AT_ONCE * STRIDE_BYTES));
  for (let at = 0; at < bytes.length; at += STRIDE_BYTES) bytes.fill(0, at + SALT_BYTES, at + STRIDE_BYTES);
  return bytes.toString('base64url');
}
