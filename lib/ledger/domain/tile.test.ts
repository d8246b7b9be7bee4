import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, fromBase64, toBase64, utf8, type Sha256 } from './bytes';
import {
  encodeEntryBundle,
  formatEntriesPath,
  formatTilePath,
  parseEntriesPath,
  parseEntryBundle,
  parseTilePath,
  TILE_WIDTH,
  tilesOf,
} from './tile';
import { leafHash } from './tree';
import { changeByte } from './vectors/change-byte';
import log from './vectors/tessera-log.json';
import paths from './vectors/tiles.json';

const sha256: Sha256 = (message) => hash('sha256', message, 'buffer');
const entries = log.entries.map((entry) => utf8(entry));

const anyTile = fc.record({
  level: fc.nat({ max: 63 }),
  index: fc.oneof(fc.nat({ max: 2000 }), fc.integer({ min: 0, max: 999_999_999_999_999 })),
  width: fc.integer({ min: 1, max: 256 }),
});

describe('tiles (published)', () => {
  it.each(paths.tiles)('$path', ({ path, ...tile }) => {
    expect(formatTilePath(tile)).toBe(path);
    expect(parseTilePath(path)).toEqual(tile);
  });

  it.each(paths.entries)('$path', ({ path, ...bundle }) => {
    expect(formatEntriesPath(bundle.index, bundle.width)).toBe(path);
    expect(parseEntriesPath(path)).toEqual(bundle);
  });

  it.each([...paths.refused, paths.beyondSafeIntegers])('is not %s', (path) => {
    expect(parseTilePath(path)).toBeUndefined();
  });

  it.each(log.tiles.map(({ path, bytes }, at) => [path, bytes, at + 1] as const))(
    '%s of the Tessera log',
    (path, bytes, width) => {
      expect(parseTilePath(path)).toEqual({ level: 0, index: 0, width });
      expect(toBase64(concat(...entries.slice(0, width).map((entry) => leafHash(entry, sha256))))).toBe(bytes);
    },
  );

  it.each(log.bundles.map(({ path, bytes }, at) => [path, bytes, at + 1] as const))(
    '%s of the Tessera log',
    (path, bytes, width) => {
      expect(parseEntriesPath(path)).toEqual({ index: 0, width });
      expect(toBase64(encodeEntryBundle(entries.slice(0, width)))).toBe(bytes);
      expect(parseEntryBundle(fromBase64(bytes) ?? new Uint8Array())).toEqual(entries.slice(0, width));
    },
  );

  it('are 256 of a tree of 70,000 and those above, as the specification counts them', () => {
    const tiles = tilesOf(70_000);
    const count = (level: number, full: boolean): number =>
      tiles.filter((tile) => tile.level === level && (tile.width === TILE_WIDTH) === full).length;
    expect([count(0, true), count(1, true), count(2, true)]).toEqual([273, 1, 0]);
    const partial = tiles.filter(({ width }) => width < TILE_WIDTH);
    expect(partial).toEqual([
      { level: 0, index: 273, width: 112 },
      { level: 1, index: 1, width: 17 },
      { level: 2, index: 0, width: 1 },
    ]);
    expect(tiles).toHaveLength(277);
  });

  it('are a full one and one above for a tree of 256', () => {
    expect(tilesOf(256)).toEqual([
      { level: 0, index: 0, width: 256 },
      { level: 1, index: 0, width: 1 },
    ]);
  });
});

describe('tiles', () => {
  it('are none of an empty tree', () => expect(tilesOf(0)).toEqual([]));

  it('hold every hash of their level once', () => {
    fc.assert(
      fc.property(fc.nat({ max: 200_000 }), (size) => {
        const widths = new Map<number, number>();
        for (const { level, width } of tilesOf(size)) widths.set(level, (widths.get(level) ?? 0) + width);
        for (const [level, width] of widths) expect(width).toBe(Math.floor(size / 256 ** level));
        expect(widths.has(widths.size)).toBe(false);
        expect(256 ** widths.size).toBeGreaterThan(size);
      }),
    );
  });

  it('have paths that lead back to them, and to no other with one byte changed', () => {
    fc.assert(
      fc.property(anyTile, fc.nat(), fc.integer({ min: 1, max: 255 }), (tile, at, by) => {
        expect(parseTilePath(formatTilePath(tile))).toEqual(tile);
        expect(parseTilePath(changeByte(formatTilePath(tile), at, by))).not.toEqual(tile);
        const { index, width } = tile;
        expect(parseEntriesPath(formatEntriesPath(index, width))).toEqual({ index, width });
        expect(parseEntriesPath(changeByte(formatEntriesPath(index, width), at, by))).not.toEqual({ index, width });
      }),
    );
  });

  it.each(['tile/00/000', 'tile/0/x000/001', 'tile/0/000.p/0', 'tile/0/000.p/01', 'tile/0/000\n', '/tile/0/000', 'tile/0/000/'])(
    'have no second path such as %j',
    (path) => expect(parseTilePath(path)).toBeUndefined(),
  );

  it('are refused, not thrown at, whatever the path', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(parseTilePath(text)).toBeUndefined();
        expect(parseEntriesPath(`tile/entries/${text}x`)).toBeUndefined();
      }),
    );
  });
});

describe('entry bundles', () => {
  it('come back as they were written', () => {
    const bundle = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 20 });
    fc.assert(
      fc.property(bundle, (some) => {
        expect(parseEntryBundle(encodeEntryBundle(some))).toEqual(some);
      }),
    );
    expect(parseEntryBundle(encodeEntryBundle([new Uint8Array(65_535)]))?.[0]).toHaveLength(65_535);
  });

  it('are refused when they break off, and not thrown at', () => {
    for (const bytes of [Uint8Array.of(0), Uint8Array.of(0, 1), Uint8Array.of(0, 2, 1), Uint8Array.of(0, 0, 9)])
      expect(parseEntryBundle(bytes)).toBeUndefined();
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const parsed = parseEntryBundle(bytes);
        if (parsed !== undefined) expect(encodeEntryBundle(parsed)).toEqual(bytes);
      }),
    );
  });

  it('hold at most 256 entries of at most 65,535 bytes', () => {
    expect(parseEntryBundle(new Uint8Array(512))).toHaveLength(256);
    expect(parseEntryBundle(new Uint8Array(514))).toBeUndefined();
    expect(() => encodeEntryBundle([new Uint8Array(65_536)])).toThrow('too long');
  });
});
