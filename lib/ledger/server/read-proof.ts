import type { Pool } from 'pg';
import { toBase64, toHex } from '@/lib/ledger/domain/bytes';
import { parseCheckpoint } from '@/lib/ledger/domain/checkpoint';
import { parseCommitStatement } from '@/lib/ledger/domain/commit-statement';
import type { ProofLineage } from '@/lib/ledger/domain/entry-proof';
import { parseNote } from '@/lib/ledger/domain/signed-note';
import type { WireEntry, WireProof, WireStream } from '@/lib/ledger/language/wire';
import type { Transaction } from '@/lib/platform/server/database';
import { readCheckpoint } from './read-checkpoint';
import { readEntries } from './read-entries';
import type { KeptEnd } from './read-kept-end';
import { readMapPath } from './read-map-path';
import type { SubjectKeys } from './subject-keys';
import { TreeReader } from './tree-reader';

/**
 * What shows that a stream's entries are in the log and all there are, under the checkpoint that readers are given. Null before
 * the first. `pool` reads the opaque hashes that anyone may have. A copy shows what it `kept` of where the stream ends instead.
 */
export async function readProof(
  transaction: Transaction,
  { pool, subjects }: { pool: Pool; subjects: SubjectKeys },
  {
    stream,
    entries,
    successions = [],
    kept,
  }: { stream: string; kept?: KeptEnd | undefined } & Pick<WireStream, 'entries' | 'successions'>,
): Promise<WireProof | null> {
  const checkpoint = kept?.checkpoint ?? (await readCheckpoint(pool));
  if (checkpoint === undefined) return null;
  const { size } = checkpoint;
  const tree = new TreeReader(pool);
  const path = async (index: number): Promise<string[]> => (await tree.inclusion(index, size)).map(toBase64);
  const last = await transaction.entry.findMany({ where: { index: BigInt(size - 1) } });
  const [heads] = await readEntries(transaction, subjects, last);
  const mapped = heads?.fields.find((field) => field.name === 'size')?.value;
  if (heads === undefined || typeof mapped !== 'number') throw new Error('A checkpoint ends with the map of stream heads');
  const end = kept === undefined ? await mapEnd(transaction, stream, mapped) : kept.end;
  return {
    checkpoint: checkpoint.note,
    paths: await Promise.all(entries.filter((entry) => entry.index < size).map((entry) => path(entry.index))),
    ...(successions.length === 0 ? {} : { successions: await Promise.all(successions.map(({ index }) => path(index))) }),
    heads: { entry: heads, path: await path(size - 1) },
    end,
  };
}

async function mapEnd(transaction: Transaction, stream: string, mapped: number): Promise<WireProof['end']> {
  const end = await readMapPath(transaction, stream, mapped);
  if (end === undefined) return null;
  return { version: end.leaf.version, digest: toHex(end.leaf.digest), siblings: end.siblings.map(toBase64) };
}

/**
 * What shows that entries were in the log as of a position: the newest checkpoint that covers nothing later, with the path of
 * each entry it covers. Null where there was none yet. That nothing followed is shown by the newest checkpoint alone: the map
 * of stream heads is not kept for older ones.
 */
export async function readPastInclusion(
  transaction: Transaction,
  pool: Pool,
  { entries, asOf }: { entries: readonly WireEntry[]; asOf: bigint },
): Promise<{ checkpoint: string; paths: string[][] } | null> {
  const newest = await transaction.checkpoint.findFirst({ where: { size: { lte: asOf } }, orderBy: { size: 'desc' } });
  if (newest === null) return null;
  const tree = new TreeReader(pool);
  const covered = entries.filter((entry) => entry.index < Number(newest.size));
  const paths = covered.map(async (entry) => (await tree.inclusion(entry.index, Number(newest.size))).map(toBase64));
  return { checkpoint: newest.note, paths: await Promise.all(paths) };
}

/** The inclusion path of one entry under that checkpoint; undefined while it does not cover the entry. */
export async function readInclusion(pool: Pool, index: number): Promise<{ path: Uint8Array[]; checkpoint: string } | undefined> {
  const checkpoint = await readCheckpoint(pool);
  if (checkpoint === undefined || index >= checkpoint.size) return undefined;
  return { path: await new TreeReader(pool).inclusion(index, checkpoint.size), checkpoint: checkpoint.note };
}

/** What shows under which name an entry was sealed, when the log went on under another since: undefined for one that came after. */
export async function readProofLineage(
  pool: Pool,
  { successions = [], keys }: WireStream,
  { entry, checkpoint }: { entry: WireEntry; checkpoint: string },
): Promise<ProofLineage | undefined> {
  if ((successions.at(-1)?.index ?? 0) <= entry.index) return undefined;
  const tree = new TreeReader(pool);
  const size = parseCheckpoint(parseNote(checkpoint)?.text ?? '')?.size ?? 0;
  const paths = successions.map(async ({ index }) => (await tree.inclusion(index, size)).map(toBase64));
  const signers = successions.map(({ commit }) => parseCommitStatement(commit.statement)?.key ?? '');
  const own = Object.fromEntries(Object.entries(keys).filter(([id]) => signers.includes(id)));
  return { entries: successions, paths: await Promise.all(paths), keys: own };
}
