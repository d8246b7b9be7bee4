import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { TapeFileKind } from '@/lib/servicing/language/tape-views';

/** Tape files on disk, under the data directory and outside the web root. */
export class TapeStore {
  constructor(private readonly directory: string) {}

  /** Streams a body to disk and answers its size and hash. A body that breaks off leaves nothing behind. */
  async receive(
    place: { tape: string; kind: TapeFileKind },
    body: Readable,
    onBytes: (bytes: number) => void,
  ): Promise<{ bytes: number; sha256: string }> {
    const path = this.path(place.tape, place.kind);
    await mkdir(join(this.directory, place.tape), { recursive: true, mode: 0o700 });
    const hash = createHash('sha256');
    let bytes = 0;
    const meter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        bytes += chunk.length;
        onBytes(bytes);
        done(null, chunk);
      },
    });
    try {
      await pipeline(body, meter, createWriteStream(`${path}.part`, { mode: 0o600 }));
    } catch (error) {
      await rm(`${path}.part`, { force: true });
      throw error;
    }
    await rename(`${path}.part`, path);
    return { bytes, sha256: hash.digest('hex') };
  }

  open(tape: string, kind: TapeFileKind): Readable {
    return createReadStream(this.path(tape, kind), { highWaterMark: 1 << 18 });
  }

  /** Removes a received file, for example one whose length was not what the sender announced. */
  async discard(tape: string, kind: TapeFileKind): Promise<void> {
    await rm(this.path(tape, kind), { force: true });
  }

  /**
   * Blanks the lines of loans, by their numbers, in every file that was kept: lines keep their places, so that what facts say of
   * a file's lines stays true. The file is no longer the one whose hash they name.
   */
  async forget(numbers: ReadonlySet<string>): Promise<void> {
    if (numbers.size === 0) return;
    const files = await readdir(this.directory, { recursive: true, withFileTypes: true }).catch(() => []);
    for (const file of files)
      if (file.isFile() && file.name.endsWith('.txt')) await blankLines(join(file.parentPath, file.name), numbers);
  }

  private path(tape: string, kind: TapeFileKind): string {
    if (!/^[A-Za-z0-9_-]+$/.test(tape)) throw new Error('A tape id names a directory and must be plain');
    return join(this.directory, tape, `${kind}.txt`);
  }
}

async function blankLines(path: string, numbers: ReadonlySet<string>): Promise<void> {
  const lost = { any: false };
  async function* blanked(): AsyncGenerator<string> {
    for await (const line of createInterface({ input: createReadStream(path, 'latin1'), crlfDelay: Infinity })) {
      const isOfOne = line.split('|').some((field) => numbers.has(field));
      lost.any ||= isOfOne;
      yield isOfOne ? '\n' : `${line}\n`;
    }
  }
  await pipeline(blanked, createWriteStream(`${path}.next`, { mode: 0o600, encoding: 'latin1' }));
  await (lost.any ? rename(`${path}.next`, path) : rm(`${path}.next`));
}
