import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Secrets made on first start, kept outside Postgres in a 0600 file. Each is 256 random bits, base64url. */
export interface Secrets {
  readonly sessionSecret: string;
  readonly cursorKey: string;
  readonly requestSecret: string;
  readonly appPassword: string;
  readonly workerPassword: string;
  readonly signerPassword: string;
  readonly followerPassword: string;
}

const NAMES = [
  'sessionSecret',
  'cursorKey',
  'requestSecret',
  'appPassword',
  'workerPassword',
  'signerPassword',
  'followerPassword',
] as const;

/**
 * Makes the data directory and its secrets, or reads those that are there. Throws when it cannot be written.
 * Others may pass through it (0711) but not list it: started by root, Postgres runs as a user of its own and must reach
 * its cluster inside. Every secret within is 0600.
 */
export function openDataDirectory(directory: string): Secrets {
  mkdirSync(directory, { recursive: true });
  chmodSync(directory, 0o711);
  const path = join(directory, 'secrets.json');
  const known = existsSync(path) ? readSecrets(directory) : {};
  const made = Object.fromEntries(NAMES.map((name) => [name, randomBytes(32).toString('base64url')]));
  // A later release may need a secret that an older one had not made.
  if (NAMES.some((name) => !(name in known)))
    writeFileSync(path, JSON.stringify({ ...made, ...known }, null, 2), { mode: 0o600 });
  return readSecrets(directory);
}

/** The secrets of a data directory that was opened before. */
export function readSecrets(directory: string): Secrets {
  return JSON.parse(readFileSync(join(directory, 'secrets.json'), 'utf8')) as Secrets;
}
