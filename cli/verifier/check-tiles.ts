import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sameBytes } from '@/lib/ledger/domain/bytes';
import type { Checkpoint } from '@/lib/ledger/domain/checkpoint';
import type { Fault } from '@/lib/ledger/domain/fault';
import { formatEntriesPath, formatTilePath, parseEntryBundle, TILE_WIDTH, tilesOf } from '@/lib/ledger/domain/tile';
import { appendLeaf, frontierRoot, leafHash } from '@/lib/ledger/domain/tree';
import { sha256 } from '@/lib/ledger/server/hashing';

/** The leaf data of one bundle; undefined when the file is missing or is none. */
export function readBundle(directory: string, index: number, size: number): Uint8Array[] | undefined {
  const width = Math.min(TILE_WIDTH, size - index * TILE_WIDTH);
  const path = join(directory, formatEntriesPath(index, width));
  const entries = existsSync(path) ? parseEntryBundle(readFileSync(path)) : undefined;
  return entries?.length === width && entries.every((entry) => entry.length === 32) ? entries : undefined;
}

/** Recomputes the tree from the entry bundles: every hash of every tile, and the root that was signed. */
export function checkTiles(directory: string, { size, root }: Checkpoint): Fault[] {
  const faults: Fault[] = [];
  const frontier: Uint8Array[] = [];
  const hashes = new Map<string, Uint8Array>();
  for (let at = 0; at < size;) {
    const bundle = readBundle(directory, Math.floor(at / TILE_WIDTH), size);
    if (bundle === undefined)
      return [{ code: 'FILE_UNREADABLE', index: at, where: `bundle ${String(Math.floor(at / TILE_WIDTH))}` }];
    const leaves = bundle.map((entry) => leafHash(entry, sha256));
    for (const leaf of leaves) {
      appendLeaf(frontier, { size: at, leaf }, sha256, ({ level, index, hash }) => {
        if (level % 8 === 0) hashes.set(`${String(level / 8)}/${String(index)}`, hash);
      });
      at += 1;
    }
    faults.push(...checkTile(directory, { level: 0, index: Math.floor((at - 1) / TILE_WIDTH), width: leaves.length }, leaves));
  }
  for (const tile of tilesOf(size).filter(({ level }) => level > 0)) {
    const below = Array.from({ length: tile.width }, (_, at) =>
      hashes.get(`${String(tile.level)}/${String(tile.index * TILE_WIDTH + at)}`),
    );
    faults.push(...checkTile(directory, tile, below));
  }
  if (!sameBytes(frontierRoot(frontier, sha256), root)) faults.push({ code: 'TREE_ROOT_WRONG', index: size });
  return faults;
}

function checkTile(
  directory: string,
  tile: { level: number; index: number; width: number },
  hashes: readonly (Uint8Array | undefined)[],
): Fault[] {
  const where = formatTilePath(tile);
  const path = join(directory, where);
  const first = tile.index * TILE_WIDTH ** (tile.level + 1);
  if (!existsSync(path)) return [{ code: 'FILE_UNREADABLE', index: first, where }];
  const bytes = readFileSync(path);
  const wrong = hashes.findIndex((hash, at) => hash === undefined || !sameBytes(hash, bytes.subarray(at * 32, at * 32 + 32)));
  if (wrong < 0 && bytes.length === tile.width * 32) return [];
  return [{ code: 'TILE_WRONG', index: first + Math.max(wrong, 0) * TILE_WIDTH ** tile.level, where }];
}
