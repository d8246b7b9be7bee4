import { concat } from './bytes';

/** Hashes in a full tile (C2SP tlog-tiles). */
export const TILE_WIDTH = 256;

/** An entry's length is written in two bytes. */
const LONGEST_ENTRY = 0xffff;

/** A tile: `width` hashes of subtrees with 256^level leaves, from `index` · 256 on. 256 wide is full, less is partial. */
interface TileCoordinate {
  readonly level: number;
  readonly index: number;
  readonly width: number;
}

/** "tile/0/x001/x234/067", with ".p/112" when partial. */
export function formatTilePath({ level, index, width }: TileCoordinate): string {
  return `tile/${String(level)}/${formatIndex(index, width)}`;
}

/** "tile/entries/x001/067", with ".p/112" when partial. */
export function formatEntriesPath(index: number, width: number): string {
  return `tile/entries/${formatIndex(index, width)}`;
}

/** Reads a tile's path from hostile text; undefined unless it is written the one way it may be. */
export function parseTilePath(path: string): TileCoordinate | undefined {
  const match = /^tile\/(0|[1-9]|[1-5][0-9]|6[0-3])\/(.+)$/.exec(path);
  const place = parseIndex(match?.[2] ?? '');
  return place === undefined ? undefined : { level: Number(match?.[1]), ...place };
}

/** Reads the path of an entry bundle from hostile text. */
export function parseEntriesPath(path: string): { index: number; width: number } | undefined {
  return path.startsWith('tile/entries/') ? parseIndex(path.slice('tile/entries/'.length)) : undefined;
}

/** How many hashes the last, partial tile of a level has in a tree of this size; 0 when there is none. */
function partialWidth(level: number, size: number): number {
  return Math.floor(size / TILE_WIDTH ** level) % TILE_WIDTH;
}

/** All tiles of a tree of this size, level by level. */
export function tilesOf(size: number): TileCoordinate[] {
  const tiles: TileCoordinate[] = [];
  for (let level = 0; size >= TILE_WIDTH ** level; level += 1) {
    const full = Math.floor(size / TILE_WIDTH ** (level + 1));
    for (let index = 0; index < full; index += 1) tiles.push({ level, index, width: TILE_WIDTH });
    const width = partialWidth(level, size);
    if (width > 0) tiles.push({ level, index: full, width });
  }
  return tiles;
}

/** Entries one after another, each behind its length as u16be. */
export function encodeEntryBundle(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.some((entry) => entry.length > LONGEST_ENTRY)) throw new Error('An entry is too long for a bundle');
  return concat(...entries.flatMap((entry) => [Uint8Array.of(entry.length >> 8, entry.length & 0xff), entry]));
}

/** Reads a bundle from hostile bytes; undefined when it breaks off or holds more entries than a tile has hashes. */
export function parseEntryBundle(bytes: Uint8Array): Uint8Array[] | undefined {
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
    if (at + 2 + length > bytes.length || entries.length === TILE_WIDTH) return undefined;
    entries.push(bytes.slice(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return entries;
}

/** Groups of three digits, all but the last behind an x. */
function formatIndex(index: number, width: number): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? [];
  const path = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
  return width === TILE_WIDTH ? path : `${path}.p/${String(width)}`;
}

function parseIndex(text: string): { index: number; width: number } | undefined {
  const match = /^((?:x\d{3}\/){0,4}\d{3})(?:\.p\/(\d{1,3}))?$/.exec(text);
  if (match?.[1] === undefined) return undefined;
  const index = Number(match[1].replace(/[x/]/g, ''));
  const width = match[2] === undefined ? TILE_WIDTH : Number(match[2]);
  const partial = match[2] === undefined || (width > 0 && width < TILE_WIDTH);
  return partial && formatIndex(index, width) === text ? { index, width } : undefined;
}
