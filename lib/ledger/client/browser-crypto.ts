import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8 } from '@/lib/ledger/domain/bytes';
import type { VerifierCrypto } from '@/lib/ledger/domain/verify-entry-commit';

/** Hashing and signature checking in the browser itself, by code that does not ask the hub. */
export const BROWSER_CRYPTO: VerifierCrypto = {
  sha256: (message) => sha256(typeof message === 'string' ? utf8(message) : message),
  verifySignature: (publicKey, message, signature) =>
    // As RFC 8032 and OpenSSL have it: the cofactored rule of ZIP 215 would accept what other readers refuse.
    ed25519.verify(signature, message, publicKey, { zip215: false }),
};
