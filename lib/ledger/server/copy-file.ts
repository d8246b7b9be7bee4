import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurably } from './signer-state';

/** Whom a data directory's copy follows and with which of its organisation's keys: kept in a 0600 file, so that neither need be told again. */
export interface CopyFile {
  readonly hub: string;
  readonly key: string;
  /** Where the copy's witness listens, HOST:PORT. */
  readonly witness: string;
}

/** What is kept; undefined before the first start as a follower. */
export function readCopyFile(dataDirectory: string): CopyFile | undefined {
  const path = join(dataDirectory, 'copy.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as CopyFile) : undefined;
}

/** Keeps it. */
export function writeCopyFile(dataDirectory: string, file: CopyFile): void {
  writeDurably(join(dataDirectory, 'copy.json'), JSON.stringify(file, null, 2));
}
