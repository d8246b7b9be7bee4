import { toHex } from './bytes';

/** Ed25519 by the platform; may be asynchronous, as in browsers. */
export type VerifySignature = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean | Promise<boolean>;

/** The group order L of edwards25519 (RFC 8032 §5.1). */
const ORDER = 0x1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3edn;
const FIELD_PRIME = 2n ** 255n - 19n;

/** The y coordinate of a point of order eight; the other one's is its negative. */
const ORDER_EIGHT_Y = 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n;

/** The y coordinates of the eight points of small order; a key at one of them signs anything for anybody. */
const SMALL_ORDER_Y = new Set([0n, 1n, FIELD_PRIME - 1n, ORDER_EIGHT_Y, FIELD_PRIME - ORDER_EIGHT_Y]);

/**
 * Checks a signature strictly over hostile input: 32-byte canonical key not of small order, S < L, and then the platform's
 * own check. Libraries differ only in what this refuses, so all readers agree (ledger-format §0, Commit).
 */
export async function verifyStrictly(
  what: { publicKey: Uint8Array; message: Uint8Array; signature: Uint8Array },
  verifySignature: VerifySignature,
): Promise<boolean> {
  if (what.publicKey.length !== 32 || what.signature.length !== 64) return false;
  const y = littleEndian(what.publicKey) & (2n ** 255n - 1n);
  if (y >= FIELD_PRIME || SMALL_ORDER_Y.has(y)) return false;
  if (littleEndian(what.signature.subarray(32)) >= ORDER) return false;
  try {
    return await verifySignature(what.publicKey, what.message, what.signature);
  } catch {
    return false;
  }
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${toHex(Uint8Array.from(bytes).reverse())}`);
}
