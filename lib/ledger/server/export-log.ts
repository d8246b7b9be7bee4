import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Pool } from 'pg';
import { parseCheckpoint } from '@/lib/ledger/domain/checkpoint';
import { parseNote } from '@/lib/ledger/domain/signed-note';
import { encodeEntryBundle, formatEntriesPath, formatTilePath, TILE_WIDTH, tilesOf } from '@/lib/ledger/domain/tile';
import { readSurface } from './read-surface';
import { readLeaves, readTile } from './tree-reader';

/** What an export covers: the newest checkpoint's size, and how many files were written now. */
export interface ExportedLog {
  readonly size: number;
  readonly written: number;
}

/** A log without a checkpoint has nothing that could be exported. */
export class NoCheckpoint extends Error {}

/** The directory holds an export of another log: of an ancestor of this one, perhaps, whose end this one lacks. */
export class OtherLog extends Error {}

/**
 * Writes the public log as at its newest checkpoint into a directory, as static C2SP tlog-tiles. Files that are complete stay as
 * they are, so that an export that broke off goes on; the checkpoint is written last, so that it never names what is not there.
 */
export async function exportLog(
  pool: Pool,
  directory: string,
  alongside: (size: number) => Promise<number>,
): Promise<ExportedLog> {
  const checkpoint = await readText(pool, 'checkpoint');
  const { size, origin } = parseCheckpoint(parseNote(checkpoint)?.text ?? '') ?? {};
  if (size === undefined) throw new NoCheckpoint();
  const before = join(directory, 'checkpoint');
  if (existsSync(before) && readFileSync(before, 'utf8').split('\n', 1)[0] !== origin) throw new OtherLog();
  let written = 0;
  for (const tile of tilesOf(size)) {
    const write = (path: string, length: number, read: () => Promise<Uint8Array | undefined>): Promise<number> =>
      writeOnce(join(directory, path), length, read);
    written += await write(formatTilePath(tile), tile.width * 32, () => readTile(pool, tile));
    if (tile.level > 0) continue;
    const bundle = async (): Promise<Uint8Array> =>
      encodeEntryBundle(await readLeaves(pool, tile.index * TILE_WIDTH, tile.width));
    written += await write(formatEntriesPath(tile.index, tile.width), tile.width * 34, bundle);
  }
  written += await alongside(size);
  writeWhole(join(directory, 'keys'), await readText(pool, 'keys'));
  writeWhole(join(directory, 'checkpoint'), checkpoint);
  return { size, written: written + 2 };
}

async function readText(pool: Pool, path: string): Promise<string> {
  const file = await readSurface(pool, path);
  if (file === undefined) throw new NoCheckpoint();
  return Buffer.from(file.body).toString('utf8');
}

/** Tiles never change, so one that has its length is not read again. */
async function writeOnce(path: string, length: number, read: () => Promise<Uint8Array | undefined>): Promise<number> {
  if (statSync(path, { throwIfNoEntry: false })?.size === length) return 0;
  const bytes = await read();
  if (bytes?.length !== length) throw new Error(`The log lacks what belongs into ${path}`);
  writeWhole(path, bytes);
  return 1;
}

/** Writes a file so that it is there whole or not at all. */
export function writeWhole(path: string, content: Uint8Array | string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.next`, content);
  renameSync(`${path}.next`, path);
}
