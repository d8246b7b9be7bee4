import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/**
 * A ledger position as an opaque token bound to its reader: the bare number would tell how much everyone writes (rule 6).
 * AES-256-GCM; the organisation is authenticated, so one reader's cursor is nothing to another.
 */
export function sealCursor(secret: string, organisation: string, position: bigint): string {
  return sealText(secret, organisation, position.toString());
}

/** The position in a cursor, or undefined when it is not this reader's or not a cursor (hostile input). */
export function openCursor(secret: string, organisation: string, cursor: string): bigint | undefined {
  const text = openText(secret, organisation, cursor);
  return text !== undefined && /^\d+$/.test(text) ? BigInt(text) : undefined;
}

/** As {@link sealCursor}, of a place that is more than one position. */
export function sealText(secret: string, reader: string, text: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret), iv).setAAD(Buffer.from(reader));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url');
}

/** The text in a token, or undefined when it is not this reader's or none (hostile input). */
export function openText(secret: string, reader: string, token: string): string | undefined {
  try {
    const bytes = Buffer.from(token, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', keyOf(secret), bytes.subarray(0, 12), { authTagLength: 16 });
    decipher.setAAD(Buffer.from(reader)).setAuthTag(bytes.subarray(12, 28));
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

function keyOf(secret: string): Buffer {
  return createHash('sha256').update(`hearthline cursor ${secret}`).digest();
}
