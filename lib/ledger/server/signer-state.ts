import { closeSync, existsSync, fstatSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes a file so that after a crash it is the old one or the new one, whole and on disk. Mode 0600. */
export function writeDurably(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const file = openSync(`${path}.next`, 'w', 0o600);
  writeSync(file, text);
  fsyncSync(file);
  closeSync(file);
  renameSync(`${path}.next`, path);
  const directory = openSync(dirname(path), 'r');
  fsyncSync(directory);
  closeSync(directory);
}

/** Overwrites what an open file holds, also when it has no name any more, and closes it. */
export function destroyContent(file: number): void {
  writeSync(file, Buffer.alloc(fstatSync(file).size), 0, undefined, 0);
  fsyncSync(file);
  closeSync(file);
}

/** What was last signed, and what is needed to go on from there without reading it again. Hashes are base64. */
export interface SignedState {
  readonly origin: string;
  readonly size: number;
  /** Roots of the tree's perfect subtrees, largest first. */
  readonly frontier: readonly string[];
}

/** The signer's memory, in a file outside Postgres: it only ever goes forward, and is written before anything is published. */
export class SignerState {
  constructor(private readonly path: string) {}

  read(): SignedState | undefined {
    return existsSync(this.path) ? (JSON.parse(readFileSync(this.path, 'utf8')) as SignedState) : undefined;
  }

  /** Compare and swap: refuses when another signer has been here, or when the log would shrink. */
  replace(before: SignedState | undefined, after: SignedState): void {
    const found = this.read();
    if (JSON.stringify(found) !== JSON.stringify(before)) throw new Error('Another signer uses this state. Nothing was signed.');
    if (after.size < (before?.size ?? 0)) throw new Error('A log never shrinks. Nothing was signed.');
    writeDurably(this.path, JSON.stringify(after));
  }
}
