import { concat } from './bytes';

/** What an Ed25519 cosigner signs: its time in POSIX seconds, then the whole text of the checkpoint (C2SP tlog-cosignature). */
export function cosignatureMessage(timestamp: number, noteText: string): string {
  return `cosignature/v1\ntime ${String(timestamp)}\n${noteText}`;
}

/** u64be seconds and the 64 bytes of the signature. */
export function encodeCosignature(timestamp: number, signature: Uint8Array): Uint8Array {
  const time = new Uint8Array(8);
  new DataView(time.buffer).setBigUint64(0, BigInt(timestamp));
  return concat(time, signature);
}

/** Reads a cosignature from hostile bytes; a time beyond safe integers is none. */
export function parseCosignature(bytes: Uint8Array): { timestamp: number; signature: Uint8Array } | undefined {
  if (bytes.length !== 72) return undefined;
  const timestamp = Number(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0));
  return Number.isSafeInteger(timestamp) ? { timestamp, signature: bytes.slice(8) } : undefined;
}
