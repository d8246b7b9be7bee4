import { hash, randomBytes } from 'node:crypto';

/** A session token: 256 random bits; only its hash is stored. */
export function newSessionToken(): string {
  return randomBytes(32).toString('base64url');
}

/** An API key: prefix, 256 random bits and a checksum, so that scanners find it and typing errors never reach Postgres. */
export function newApiKey(): string {
  const secret = randomBytes(32).toString('base64url');
  return `hl_${secret}_${checksum(secret)}`;
}

/** Whether a text has the form and checksum of an API key; says nothing about whether it is one. */
export function looksLikeApiKey(text: string): boolean {
  const match = /^hl_([A-Za-z0-9_-]{43})_([0-9a-f]{8})$/.exec(text);
  return match !== null && checksum(match[1] ?? '') === match[2];
}

/** What is stored of a token. The token has 256 bits of entropy, so a plain hash cannot be searched. */
export function tokenHash(token: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(hash('sha256', token, 'buffer'));
}

function checksum(secret: string): string {
  return hash('sha256', `hearthline api key ${secret}`, 'hex').slice(0, 8);
}
