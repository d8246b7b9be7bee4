import { sha256 as hashBytes } from '@noble/hashes/sha2.js';
import { toBase64, toHex, utf8, type Sha256 } from '@/lib/ledger/domain/bytes';

/** A key that this browser holds for an organisation. It signs here, and its private half can be read by nobody: not by this page either. */
export interface BrowserKey {
  /** SHA-256 of the raw public key, hex. */
  readonly keyId: string;
  /** Raw Ed25519 public key, base64. */
  readonly publicKey: string;
  readonly privateKey: CryptoKey;
}

const ED25519 = { name: 'Ed25519' };

/** SHA-256 in the browser, in the form that the ledger's pure core takes. */
export const sha256: Sha256 = (message) => hashBytes(typeof message === 'string' ? utf8(message) : message);

/** Makes a key of this browser's own. Throws a sentence where the browser knows no such keys. */
export async function makeBrowserKey(): Promise<BrowserKey> {
  const { privateKey, publicKey } = await generate().catch(() => {
    throw new Error(
      'This browser cannot make Ed25519 keys. Nothing was changed. Use a current Chrome, Edge, Firefox or Safari, at an address that begins with https.',
    );
  });
  const raw = new Uint8Array(await crypto.subtle.exportKey('raw', publicKey));
  return { keyId: toHex(sha256(raw)), publicKey: toBase64(raw), privateKey };
}

/** Signs a text with it; answers base64. */
export async function signText({ privateKey }: Pick<BrowserKey, 'privateKey'>, text: string): Promise<string> {
  return toBase64(new Uint8Array(await crypto.subtle.sign(ED25519, privateKey, new Uint8Array(utf8(text)))));
}

async function generate(): Promise<CryptoKeyPair> {
  // Not extractable: a script that got into this page could sign with it while it runs, and not carry it away.
  return (await crypto.subtle.generateKey(ED25519, false, ['sign', 'verify'])) as CryptoKeyPair;
}
