import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fromBase64, toHex, utf8 } from '@/lib/ledger/domain/bytes';
import { verifyStrictly } from '@/lib/ledger/domain/ed25519-strict';
import { makeBrowserKey, sha256, signText } from './browser-key';

function verifyBytes(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') };
  return verify(null, message, createPublicKey({ key: jwk, format: 'jwk' }), signature);
}

describe('a key that a browser makes', () => {
  it('signs what the hub and every verifier accept, under the id that the ledger gives it', async () => {
    const key = await makeBrowserKey();
    const publicKey = fromBase64(key.publicKey) ?? new Uint8Array();
    const signature = fromBase64(await signText(key, 'a statement')) ?? new Uint8Array();
    expect(key.keyId).toBe(toHex(sha256(publicKey)));
    expect(await verifyStrictly({ publicKey, message: utf8('a statement'), signature }, verifyBytes)).toBe(true);
    expect(await verifyStrictly({ publicKey, message: utf8('another'), signature }, verifyBytes)).toBe(false);
  });

  it('gives its private half to nobody, this page’s code included', async () => {
    const { privateKey } = await makeBrowserKey();
    expect(privateKey.extractable).toBe(false);
    await expect(crypto.subtle.exportKey('pkcs8', privateKey)).rejects.toThrow();
  });
});
