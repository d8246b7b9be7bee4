import type { Pool } from 'pg';
import { toBase64, toHex } from '@/lib/ledger/domain/bytes';
import type { WireEntry, WireProof } from '@/lib/ledger/language/wire';
import type { Transaction } from '@/lib/platform/server/database';
import { readEntries } from './read-entries';
import { readMapPath } from './read-map-path';
import { TreeReader } from './tree-reader';

/**
 * What shows that a stream's entries are in the log and all there are, under the newest checkpoint. Null before the first
 * checkpoint. `pool` reads the opaque hashes that anyone may have.
 */
export async function readProof(
  transaction: Transaction,
  pool: Pool,
  { stream, entries }: { stream: string; entries: readonly WireEntry[] },
): Promise<WireProof | null> {
  const newest = await transaction.checkpoint.findFirst({ orderBy: { size: 'desc' } });
  if (newest === null) return null;
  const size = Number(newest.size);
  const tree = new TreeReader(pool);
  const path = async (index: number): Promise<string[]> => (await tree.inclusion(index, size)).map(toBase64);
  const [heads] = await readEntries(transaction, await transaction.entry.findMany({ where: { index: newest.size - 1n } }));
  const mapped = heads?.fields.find((field) => field.name === 'size')?.value;
  if (heads === undefined || typeof mapped !== 'number') throw new Error('A checkpoint ends with the map of stream heads');
  const end = await readMapPath(transaction, stream, mapped);
  return {
    checkpoint: newest.note,
    paths: await Promise.all(entries.filter((entry) => entry.index < size).map((entry) => path(entry.index))),
    heads: { entry: heads, path: await path(size - 1) },
    end:
      end === undefined
        ? null
        : { version: end.leaf.version, digest: toHex(end.leaf.digest), siblings: end.siblings.map(toBase64) },
  };
}

/** The inclusion path of one entry under the newest checkpoint; undefined while none covers it. */
export async function readInclusion(
  transaction: Transaction,
  pool: Pool,
  index: number,
): Promise<{ path: Uint8Array[]; checkpoint: string } | undefined> {
  const newest = await transaction.checkpoint.findFirst({ orderBy: { size: 'desc' } });
  if (newest === null || index >= Number(newest.size)) return undefined;
  return { path: await new TreeReader(pool).inclusion(index, Number(newest.size)), checkpoint: newest.note };
}
