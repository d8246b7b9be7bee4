import type { Pool } from 'pg';
import { encodeEntryBundle, parseEntriesPath, parseTilePath, TILE_WIDTH } from '@/lib/ledger/domain/tile';
import { newestSize, readCheckpoint } from './read-checkpoint';
import { readPolicyText } from './witness-policy';
import { MissingHashes, readLeaves, readTile, TreeReader } from './tree-reader';

/** One file of the public log (C2SP tlog-tiles). What is immutable may be kept for ever. */
export interface SurfaceFile {
  readonly body: Uint8Array | string;
  readonly type: 'text/plain; charset=utf-8' | 'application/octet-stream';
  readonly immutable: boolean;
}

/**
 * A file of the log's public surface by its path below `/ledger`: checkpoint, keys, tiles, entry bundles. Opaque hashes
 * only, and nothing beyond the newest checkpoint. Undefined for a path that is none, or not there yet.
 */
export async function readSurface(pool: Pool, path: string): Promise<SurfaceFile | undefined> {
  if (path === 'checkpoint') {
    const checkpoint = await readCheckpoint(pool);
    return checkpoint === undefined ? undefined : text(checkpoint.note);
  }
  if (path === 'keys') return text(await readPolicyText(pool));
  const size = await newestSize(pool);
  const body = (await tileBytes(pool, path, size)) ?? (await bundleBytes(pool, path, size));
  return body === undefined ? undefined : { body, type: 'application/octet-stream', immutable: true };
}

/** The proof that the log of `from` entries is a prefix of that of `to`; undefined when no checkpoint covers them, or its entries are not there any more. */
export async function readConsistency(pool: Pool, from: number, to: number): Promise<Uint8Array[] | undefined> {
  if (from > to || to > (await newestSize(pool))) return undefined;
  return new TreeReader(pool).consistency(from, to).catch((error: unknown) => {
    if (error instanceof MissingHashes) return undefined;
    throw error;
  });
}

async function tileBytes(pool: Pool, path: string, size: number): Promise<Uint8Array | undefined> {
  const tile = parseTilePath(path);
  if (tile === undefined) return undefined;
  const end = (tile.index * TILE_WIDTH + tile.width) * TILE_WIDTH ** tile.level;
  return end <= size ? readTile(pool, tile) : undefined;
}

async function bundleBytes(pool: Pool, path: string, size: number): Promise<Uint8Array | undefined> {
  const bundle = parseEntriesPath(path);
  if (bundle === undefined || bundle.index * TILE_WIDTH + bundle.width > size) return undefined;
  return encodeEntryBundle(await readLeaves(pool, bundle.index * TILE_WIDTH, bundle.width));
}

function text(body: string): SurfaceFile {
  return { body, type: 'text/plain; charset=utf-8', immutable: false };
}
