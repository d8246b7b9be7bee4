import { inclusionPath, leafHash } from '@/lib/ledger/domain/tree';
import { toBase64, toBase64Url, toHex } from '@/lib/ledger/domain/bytes';
import type { WireEntry } from '@/lib/ledger/language/wire';
import type { Database, Transaction } from '@/lib/platform/server/database';
import { sha256 } from './hashing';
import { showValues } from './stored-values';
import type { SubjectKeys } from './subject-keys';

/** What entries with their values are read from: rows as the reader may see them, and the keys they are sealed under. */
export interface RecordSources {
  readonly database: Database;
  readonly subjects: SubjectKeys;
}

/** An entry's row as stored. */
export interface EntryRow {
  readonly index: bigint;
  readonly stream: string;
  readonly version: number;
  readonly header: Uint8Array;
  readonly digest: Uint8Array;
  readonly commitments: Uint8Array;
  readonly commitFirst: bigint;
  readonly shapeId: number;
}

/** A stream's entries, oldest first; none when the organisation is not party to it, or it does not exist. */
export async function readStreamEntries(transaction: Transaction, subjects: SubjectKeys, stream: string): Promise<WireEntry[]> {
  return readEntries(transaction, subjects, await transaction.entry.findMany({ where: { stream }, orderBy: { version: 'asc' } }));
}

/** Entries as the current organisation may read them: row security decides which values come with them. */
export async function readEntries(
  transaction: Transaction,
  subjects: SubjectKeys,
  rows: readonly EntryRow[],
): Promise<WireEntry[]> {
  // By entry, which is the key: a search by stream would read the whole table.
  const disclosures = await transaction.disclosure.findMany({
    where: { index: { in: rows.map((row) => row.index) } },
    orderBy: { fieldGroup: 'asc' },
  });
  const shapes = await shapesOf(transaction, rows);
  const commits = await commitsOf(transaction, rows);
  const byEntry = groupByIndex(disclosures);
  const keyOf = subjects.reader();
  return rows.map((row): WireEntry => {
    const commit = commits.get(row.commitFirst);
    const shape = shapes.get(row.shapeId);
    if (commit === undefined || shape === undefined) throw new Error(`Entry ${row.index.toString()} has no commit or shape`);
    const shown = byEntry.get(row.index) ?? [];
    const owner = { ...shape, stream: row.stream, digest: toHex(row.digest) };
    const values = shown.map((each) => ({ group: each.fieldGroup, ...showValues(owner, each, keyOf) }));
    const erased = values.flatMap(({ group, erased: names }) => names.map((name) => ({ name, group })));
    return {
      index: Number(row.index),
      header: Buffer.from(row.header).toString('utf8'),
      commitments: shown.length === 0 ? null : pairs(shape.names, row.commitments),
      fields: values.flatMap((each) => each.fields),
      ...(erased.length > 0 && { erased }),
      commit: { ...commit.wire, path: commit.pathOf(row.index), position: Number(row.index - row.commitFirst) },
      recordedAt: commit.recordedAt,
    };
  });
}

function groupByIndex<Row extends { index: bigint }>(rows: readonly Row[]): Map<bigint, Row[]> {
  const groups = new Map<bigint, Row[]>();
  for (const row of rows) groups.set(row.index, [...(groups.get(row.index) ?? []), row]);
  return groups;
}

async function shapesOf(
  transaction: Transaction,
  rows: readonly EntryRow[],
): Promise<Map<number, { names: string[]; groups: string[] }>> {
  const shapes = await transaction.shape.findMany({ where: { id: { in: [...new Set(rows.map((row) => row.shapeId))] } } });
  return new Map(shapes.map((shape) => [shape.id, shape]));
}

interface CommitView {
  readonly wire: { statement: string; signature: string };
  readonly recordedAt: string;
  pathOf(index: bigint): string[];
}

async function commitsOf(transaction: Transaction, rows: readonly EntryRow[]): Promise<Map<bigint, CommitView>> {
  const firsts = [...new Set(rows.map((row) => row.commitFirst))];
  const commits = await transaction.commit.findMany({ where: { firstIndex: { in: firsts } } });
  const views = new Map<bigint, CommitView>();
  for (const commit of commits) {
    const digests = await transaction.$queryRaw<{ digests: Uint8Array }[]>`
      select ledger.commit_digests(${commit.firstIndex}) as digests`;
    const leaves = leavesOf(digests[0]?.digests ?? new Uint8Array());
    views.set(commit.firstIndex, {
      wire: { statement: Buffer.from(commit.statement).toString('utf8'), signature: toBase64(commit.signature) },
      recordedAt: commit.recordedAt.toISOString(),
      pathOf: (index) => inclusionPath(leaves, Number(index - commit.firstIndex), sha256).map(toBase64),
    });
  }
  return views;
}

function leavesOf(digests: Uint8Array): Uint8Array[] {
  return Array.from({ length: digests.length / 32 }, (_, at) => leafHash(digests.subarray(at * 32, at * 32 + 32), sha256));
}

function pairs(names: readonly string[], commitments: Uint8Array): [string, string][] {
  return names.map((name, at) => [name, toBase64Url(commitments.subarray(at * 32, at * 32 + 32))]);
}
