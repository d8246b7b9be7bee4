import { createDecipheriv } from 'node:crypto';
import { SALT_BYTES } from '@/lib/ledger/domain/commitment';
import type { OpenValues, SealedValues } from './values-row';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Opens a row as a release before this one sealed it: nonce, ciphertext and tag of AES-256-GCM under the person’s key, bound to its
 * place. Undefined when it is not what was sealed.
 */
export function openOlder({ sealed, count, digest, group }: SealedValues, key: Buffer): OpenValues | undefined {
  if (sealed.length < NONCE_BYTES + TAG_BYTES + count * SALT_BYTES) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(`hearthline/values/v1\n${digest}\n${group}`));
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  try {
    const plain = decipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES));
    decipher.final();
    return { salts: plain.subarray(0, count * SALT_BYTES), values: plain.toString('utf8', count * SALT_BYTES) };
  } catch {
    return undefined;
  }
}
