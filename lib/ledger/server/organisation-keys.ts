import { createPrivateKey, generateKeyPairSync, hash, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rawPublicKey } from './hashing';

/** An Ed25519 key held by the hub in a file outside Postgres. `keyId` is the SHA-256 of the raw public key, in hex. */
export interface SigningKey {
  readonly keyId: string;
  readonly publicKey: Uint8Array;
  readonly privateKey: KeyObject;
}

/** A key store over one directory (0700); files are 0600 PKCS #8 PEM, named by organisation id. */
export class OrganisationKeys {
  private readonly cache = new Map<string, SigningKey>();

  constructor(private readonly directory: string) {}

  /** The organisation's key, or undefined when the hub does not hold one. */
  find(organisation: string): SigningKey | undefined {
    const known = this.cache.get(organisation);
    if (known !== undefined) return known;
    const path = this.path(organisation);
    if (!existsSync(path)) return undefined;
    return this.remember(organisation, createPrivateKey(readFileSync(path, 'utf8')));
  }

  /** The organisation's key, made and stored on first use. */
  findOrCreate(organisation: string): SigningKey {
    const known = this.find(organisation);
    if (known !== undefined) return known;
    const { privateKey } = generateKeyPairSync('ed25519');
    mkdirSync(this.directory, { recursive: true, mode: 0o700 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
    writeFileSync(this.path(organisation), pem, { mode: 0o600, flag: 'wx' });
    return this.remember(organisation, privateKey);
  }

  private path(organisation: string): string {
    if (!/^[A-Za-z0-9_-]+$/.test(organisation)) throw new Error('An organisation id names a key file and must be plain');
    return join(this.directory, `${organisation}.pem`);
  }

  private remember(organisation: string, privateKey: KeyObject): SigningKey {
    const publicKey = rawPublicKey(privateKey);
    const key = { keyId: hash('sha256', publicKey, 'hex'), publicKey, privateKey };
    this.cache.set(organisation, key);
    return key;
  }
}
