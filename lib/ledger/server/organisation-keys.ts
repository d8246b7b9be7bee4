import { createPrivateKey, generateKeyPairSync, hash, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { rawPublicKey } from './hashing';
import { writeDurably } from './signer-state';

/** An Ed25519 key held by the hub in a file outside Postgres. `keyId` is the SHA-256 of the raw public key, in hex. */
export interface SigningKey {
  readonly keyId: string;
  readonly publicKey: Uint8Array;
  readonly privateKey: KeyObject;
}

interface Cached {
  readonly key: SigningKey;
  /** The file's last change: another process may have put another key in its place. */
  readonly changedAt: bigint;
}

/** A key store over one directory (0700); files are 0600 PKCS #8 PEM, named by organisation id. */
export class OrganisationKeys {
  private readonly cache = new Map<string, Cached>();

  constructor(private readonly directory: string) {}

  /** The organisation's key as it now is, or undefined when the hub does not hold one. */
  find(organisation: string): SigningKey | undefined {
    const path = this.path(organisation);
    const changedAt = statSync(path, { bigint: true, throwIfNoEntry: false })?.mtimeNs;
    if (changedAt === undefined) {
      // Another process destroyed it.
      this.cache.delete(organisation);
      return undefined;
    }
    const known = this.cache.get(organisation);
    if (known?.changedAt === changedAt) return known.key;
    const key = signingKey(createPrivateKey(readFileSync(path, 'utf8')));
    this.cache.set(organisation, { key, changedAt });
    return key;
  }

  /** The organisation's key, made and stored on first use. */
  findOrCreate(organisation: string): SigningKey {
    const known = this.find(organisation);
    if (known !== undefined) return known;
    const privateKey = this.write(this.path(organisation));
    return this.find(organisation) ?? signingKey(privateKey);
  }

  /**
   * The key that will follow the organisation's present one; made once, so that a rotation that broke off goes on with it. A
   * prepared one that is already `retired` (an older copy of these files was put back) is let go: it could never sign again.
   */
  prepareNext(organisation: string, retired: readonly string[]): SigningKey {
    const prepared = this.findNext(organisation);
    if (prepared !== undefined && !retired.includes(prepared.keyId)) return prepared;
    rmSync(this.nextPath(organisation), { force: true });
    return signingKey(this.write(this.nextPath(organisation)));
  }

  /** The key that a rotation under way has prepared. */
  findNext(organisation: string): SigningKey | undefined {
    const path = this.nextPath(organisation);
    return existsSync(path) ? signingKey(createPrivateKey(readFileSync(path, 'utf8'))) : undefined;
  }

  /** Puts the prepared key in the present one's place, which is gone with that: what it signed is checked by its public key. */
  activateNext(organisation: string): void {
    renameSync(this.nextPath(organisation), this.path(organisation));
  }

  /** Destroys the organisation's key: it holds its own from now on. What the key signed is checked by its public half. */
  destroy(organisation: string): void {
    for (const path of [this.path(organisation), this.nextPath(organisation)]) rmSync(path, { force: true });
    this.cache.delete(organisation);
  }

  private write(path: string): KeyObject {
    const { privateKey } = generateKeyPairSync('ed25519');
    mkdirSync(this.directory, { recursive: true, mode: 0o700 });
    if (existsSync(path)) throw new Error(`A key must not be written over another: ${path}`);
    // The only copy there will be is on disk before anything rests on it.
    writeDurably(path, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    return privateKey;
  }

  private path(organisation: string): string {
    if (!/^[A-Za-z0-9_-]+$/.test(organisation)) throw new Error('An organisation id names a key file and must be plain');
    return join(this.directory, `${organisation}.pem`);
  }

  private nextPath(organisation: string): string {
    return this.path(organisation).replace(/pem$/, 'next.pem');
  }
}

function signingKey(privateKey: KeyObject): SigningKey {
  const publicKey = rawPublicKey(privateKey);
  return { keyId: hash('sha256', publicKey, 'hex'), publicKey, privateKey };
}
