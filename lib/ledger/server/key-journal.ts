import { closeSync, fdatasync, fstatSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { RECORD_BYTES, RecordIndex } from './record-index';

const NAME_BYTES = 32;
const READ_BYTES = RECORD_BYTES * 16_384;
const NO_KEY = Buffer.alloc(RECORD_BYTES - NAME_BYTES);
const sync = promisify(fdatasync);

/**
 * Keys in one file outside Postgres (0600), to which several processes add: records of 64 bytes, the SHA-256 of a subject and
 * its key. The first record of a subject is its key. One of zeros is the mark that the key was destroyed, wherever it stands.
 */
export class KeyJournal {
  private readonly file: number;
  private readonly index = new RecordIndex();
  /** Bytes read so far, and bytes known to be on disk. */
  private read = 0;
  private durable = 0;
  private syncing: Promise<void> | undefined;
  private failed: Error | undefined;

  constructor(private readonly path: string) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    this.file = openSync(path, 'a+', 0o600);
    const directory = openSync(dirname(path), 'r');
    fsyncSync(directory);
    closeSync(directory);
  }

  /** Reads what was added since the last time, by whichever process. */
  refresh(): void {
    // What broke off while it was written is not read.
    const size = wholeRecords(fstatSync(this.file).size);
    while (this.read < size) {
      const bytes = Buffer.alloc(Math.min(READ_BYTES, size - this.read));
      const count = wholeRecords(readSync(this.file, bytes, 0, bytes.length, this.read));
      for (let at = 0; at < count; at += RECORD_BYTES) this.learn(bytes.subarray(at, at + RECORD_BYTES));
      this.read += count;
    }
  }

  /** The key as last read: 32 bytes, `destroyed`, or undefined for a subject that never had one. */
  find(name: Uint8Array): Buffer | 'destroyed' | undefined {
    const place = this.index.find(name);
    if (place === undefined) return undefined;
    const key = this.index.contentAt(place);
    return isZero(key) ? 'destroyed' : key;
  }

  /** Adds records, where a subject has none yet. They are found at once, and on disk when {@link keep} resolves. */
  add(records: readonly { readonly name: Uint8Array; readonly key: Uint8Array }[]): void {
    if (records.length > 0) this.append(Buffer.concat(records.flatMap(({ name, key }) => [name, key])));
    // Another process may have been first: its key is the one that is found.
    this.refresh();
  }

  /** Resolves when all that has been read is on disk. Whoever asks while the disk is busy shares the next turn. Throws when it could not be written, from then on always. */
  async keep(): Promise<void> {
    const { read } = this;
    if (this.failed !== undefined) throw this.failed;
    while (this.durable < read) {
      this.syncing ??= this.sync();
      await this.syncing;
    }
  }

  private async sync(): Promise<void> {
    const { read } = this;
    try {
      await sync(this.file);
      this.durable = Math.max(this.durable, read);
    } catch (error) {
      // A system that failed once may say the next time that all is well, and have dropped what it could not write.
      this.failed = new Error('Keys could not be written to disk. Nothing is sealed until Hearthline is started again', {
        cause: error,
      });
      throw this.failed;
    } finally {
      this.syncing = undefined;
    }
  }

  /**
   * Destroys keys for good: first their marks, by which every process that has read them forgets them, then zeros over each
   * record of those subjects. On disk when it returns; done again it changes nothing.
   */
  destroy(names: readonly Uint8Array[]): void {
    this.refresh();
    const marks = names.filter((name) => this.find(name) !== 'destroyed').map((name) => Buffer.concat([name, NO_KEY]));
    if (marks.length > 0) this.append(Buffer.concat(marks));
    fsyncSync(this.file);
    this.refresh();
    // A file that is open for appending can be written nowhere else.
    const file = openSync(this.path, 'r+');
    const lost = new Set(names.map(textOf));
    for (let at = 0; at < this.read; at += READ_BYTES) blank(file, lost, { at, end: this.read });
    fsyncSync(file);
    closeSync(file);
  }

  close(): void {
    closeSync(this.file);
  }

  private append(bytes: Uint8Array): void {
    if (fstatSync(this.file).size % RECORD_BYTES !== 0)
      throw new Error('The key journal ends in a broken record. Nothing was written. Start the product again: that repairs it.');
    if (writeSync(this.file, bytes) !== bytes.length) throw new Error('The key journal could not be written: is the disk full?');
  }

  private learn(record: Buffer): void {
    const place = this.index.find(record);
    if (place === undefined) this.index.add(record);
    else if (isZero(record.subarray(NAME_BYTES))) this.index.contentAt(place).fill(0);
  }
}

function blank(file: number, lost: ReadonlySet<string>, { at, end }: { at: number; end: number }): void {
  const bytes = Buffer.alloc(Math.min(READ_BYTES, end - at));
  readSync(file, bytes, 0, bytes.length, at);
  for (let place = 0; place < bytes.length; place += RECORD_BYTES)
    if (lost.has(textOf(bytes.subarray(place, place + NAME_BYTES))))
      writeSync(file, NO_KEY, 0, NO_KEY.length, at + place + NAME_BYTES);
}

function textOf(name: Uint8Array): string {
  return Buffer.from(name).toString('latin1');
}

/** Takes off what broke off in the middle of a record when power failed: nothing that is stored was sealed with a key in it. Before any process adds. */
export function repairKeyJournal(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const file = openSync(path, 'a+', 0o600);
  const { size } = fstatSync(file);
  if (wholeRecords(size) !== size) ftruncateSync(file, wholeRecords(size));
  closeSync(file);
}

function wholeRecords(bytes: number): number {
  return bytes - (bytes % RECORD_BYTES);
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}
