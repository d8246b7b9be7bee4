import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  createWriteStream,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Hex SHA-256 by path. */
export type Checksums = ReadonlyMap<string, string>;

/** The file of checksums, in the form that `sha256sum -c` reads. */
export const CHECKSUMS = 'SHA256SUMS';

/** Writes a stream to a file of mode 0600, durably; answers its SHA-256 in hex. */
export async function writeHashed(path: string, content: Readable): Promise<string> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const hash = createHash('sha256');
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(content, meter, createWriteStream(path, { mode: 0o600 }));
  syncToDisk(path);
  return hash.digest('hex');
}

/** Waits until a file, or the names in a directory, are on disk. */
export function syncToDisk(path: string): void {
  const file = openSync(path, 'r');
  fsyncSync(file);
  closeSync(file);
}

/** The SHA-256 of a file, in hex. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest('hex');
}

/** The checksums as a file's text. */
export function formatChecksums(checksums: Checksums): string {
  return [...checksums].map(([path, sum]) => `${sum}  ${path}\n`).join('');
}

/** Reads the file of checksums in a directory; undefined when it is missing or a line of it is none. */
export function readChecksums(directory: string): Checksums | undefined {
  const path = join(directory, CHECKSUMS);
  if (!existsSync(path)) return undefined;
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  // A path of its own could lead out of the directory.
  const parsed = lines.map((line) => /^([0-9a-f]{64}) {2}((?!\/)(?!.*\.\.)[\w./@+-]+)$/.exec(line));
  return parsed.includes(null) ? undefined : new Map(parsed.map((found) => [found?.[2] ?? '', found?.[1] ?? '']));
}

/** The first file that is missing or not what was written; undefined when all are. */
export async function findDamage(directory: string, checksums: Checksums): Promise<string | undefined> {
  for (const [path, sum] of checksums) {
    const file = join(directory, path);
    if (!existsSync(file) || (await hashFile(file)) !== sum) return path;
  }
  return undefined;
}
