import type { Pool } from 'pg';
import { TILE_WIDTH } from '@/lib/ledger/domain/tile';
import { leafHash, merkleRoot } from '@/lib/ledger/domain/tree';
import { consistencyNodes, foldNodes, inclusionNodes, rootNodes, type NodeCoordinate } from '@/lib/ledger/domain/tree-range';
import { sha256 } from './hashing';

type Queryable = Pick<Pool, 'query'>;

/** Entries, or hashes over them, are not in the database: it was cut back, or the size is beyond it. */
export class MissingHashes extends Error {}

/** Leaf data of entries from a ledger index on, 32 bytes each. */
export async function readLeaves(client: Queryable, from: number, count: number): Promise<Uint8Array[]> {
  const { rows } = await client.query<{ leaves: Buffer | null }>('select ledger.leaves($1, $2) as leaves', [from, count]);
  const bytes = rows[0]?.leaves ?? Buffer.alloc(0);
  return Array.from({ length: bytes.length / 32 }, (_, at) => bytes.subarray(at * 32, at * 32 + 32));
}

/** Hashes at a tile level: of leaves (level 0) or of full tiles one level below. */
async function readHashes(client: Queryable, level: number, from: number, count: number): Promise<Uint8Array[]> {
  if (level === 0) return (await readLeaves(client, from, count)).map((leaf) => leafHash(leaf, sha256));
  const { rows } = await client.query<{ hash: Buffer }>(
    'select hash from ledger.subtree where level = $1 and index >= $2 and index < $2 + $3 order by index',
    [level, from, count],
  );
  return rows.map((row) => row.hash);
}

/**
 * Builds proofs from stored hashes: what it reads grows with the tree's height, not with its size. It reads whole tiles, each
 * once: proofs of one answer share most of theirs.
 */
export class TreeReader {
  private readonly tiles = new Map<string, Promise<Uint8Array[]>>();

  constructor(private readonly client: Queryable) {}

  /** The root of the first `size` leaves. */
  async root(size: number): Promise<Uint8Array> {
    return size === 0 ? merkleRoot([], sha256) : this.fold(rootNodes(size));
  }

  /** The sibling hashes of a leaf in a tree of `size` leaves (RFC 6962 §2.1.1). */
  inclusion(index: number, size: number): Promise<Uint8Array[]> {
    return Promise.all(inclusionNodes(index, size).map((nodes) => this.fold(nodes)));
  }

  /** The proof that a tree of `from` leaves is a prefix of one of `to` (RFC 6962 §2.1.2). */
  consistency(from: number, to: number): Promise<Uint8Array[]> {
    return Promise.all(consistencyNodes(from, to).map((nodes) => this.fold(nodes)));
  }

  private async fold(nodes: readonly NodeCoordinate[]): Promise<Uint8Array> {
    return foldNodes(await Promise.all(nodes.map((node) => this.read(node))), sha256);
  }

  /** A perfect subtree from the tile level below it. */
  private async read({ level, index }: NodeCoordinate): Promise<Uint8Array> {
    const tileLevel = Math.floor(level / 8);
    const width = 2 ** (level % 8);
    const at = index * width;
    const tile = await this.tile(tileLevel, Math.floor(at / TILE_WIDTH));
    const hashes = tile.slice(at % TILE_WIDTH, (at % TILE_WIDTH) + width);
    if (hashes.length !== width) throw new MissingHashes(`The log lacks hashes of subtree ${String(level)}/${String(index)}`);
    return merkleRoot(hashes, sha256);
  }

  private tile(level: number, index: number): Promise<Uint8Array[]> {
    const name = `${String(level)}/${String(index)}`;
    const hashes = this.tiles.get(name) ?? readHashes(this.client, level, index * TILE_WIDTH, TILE_WIDTH);
    this.tiles.set(name, hashes);
    return hashes;
  }
}

/** The hashes of one tile; undefined when the log does not have that many yet. */
export async function readTile(
  client: Queryable,
  tile: { level: number; index: number; width: number },
): Promise<Uint8Array | undefined> {
  const hashes = await readHashes(client, tile.level, tile.index * TILE_WIDTH, tile.width);
  return hashes.length === tile.width ? Buffer.concat(hashes) : undefined;
}
