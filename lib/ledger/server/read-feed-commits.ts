import { fromBase64Url, toBase64, toHex } from '@/lib/ledger/domain/bytes';
import { canonicalize } from '@/lib/ledger/domain/canonical';
import type { FeedCommit, FeedEntry, FeedShape } from '@/lib/ledger/language/feed';
import type { Transaction } from '@/lib/platform/server/database';
import type { EntryRow } from './read-entries';
import { showValues, type StoredValues } from './stored-values';
import type { KeyReader, SubjectKeys } from './subject-keys';

/** The statement of a commit, as row security or a definer function let the reader have it. */
export interface StatementRow {
  readonly first_index: bigint;
  readonly statement: Uint8Array;
  readonly signature: Uint8Array;
  readonly recorded_at: Date;
}

/**
 * Entries as the current organisation may read them, by commit and in ledger order; `bare` are commits of which it may know
 * without seeing an entry. Row security decides which values come with them.
 */
export async function readFeedCommits(
  transaction: Transaction,
  subjects: SubjectKeys,
  { rows, bare }: { rows: readonly EntryRow[]; bare: readonly StatementRow[] },
): Promise<FeedCommit[]> {
  const firsts = [...new Set(rows.map((row) => row.commitFirst))];
  const seen = await transaction.$queryRaw<StatementRow[]>`
    select first_index, statement, signature, recorded_at from ledger.commit where first_index = any (${firsts})`;
  const commits = new Map([...bare, ...seen].map((row) => [row.first_index, row]));
  const disclosures = await transaction.disclosure.findMany({ where: { index: { in: rows.map((row) => row.index) } } });
  const shapes = await readShapes(
    transaction,
    rows.map((row) => row.shapeId),
  );
  const shapeOf = new Map(shapes.map((shape) => [shape.id, shape]));
  const keyOf = subjects.reader();
  const byEntry = groupBy(disclosures, (each) => each.index);
  const byCommit = groupBy(rows, (row) => row.commitFirst);
  const ordered = [...commits.values()].sort((one, other) => (one.first_index < other.first_index ? -1 : 1));
  return Promise.all(
    ordered.map(async (commit) => ({
      firstIndex: Number(commit.first_index),
      statement: Buffer.from(commit.statement).toString('utf8'),
      signature: toBase64(commit.signature),
      digests: toBase64(await digestsOf(transaction, commit.first_index)),
      recordedAt: commit.recorded_at.toISOString(),
      entries: (byCommit.get(commit.first_index) ?? []).map((row) =>
        feedEntry(row, byEntry.get(row.index) ?? [], { shape: shapeOf.get(row.shapeId), keyOf }),
      ),
    })),
  );
}

function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => bigint): Map<bigint, Row[]> {
  const groups = new Map<bigint, Row[]>();
  for (const row of rows) {
    const known = groups.get(keyOf(row));
    if (known === undefined) groups.set(keyOf(row), [row]);
    else known.push(row);
  }
  return groups;
}

/** The shapes by which entries that are disclosed in part are read. */
export async function readFeedShapes(transaction: Transaction, commits: readonly FeedCommit[]): Promise<FeedShape[]> {
  const ids = new Set(commits.flatMap((commit) => commit.entries.flatMap(({ shape }) => (shape === null ? [] : [shape]))));
  return readShapes(transaction, [...ids]);
}

async function readShapes(transaction: Transaction, ids: readonly number[]): Promise<FeedShape[]> {
  const shapes = await transaction.shape.findMany({ where: { id: { in: [...new Set(ids)] } } });
  return shapes.map(({ id, about, names, groups }) => ({ id, about, names, groups }));
}

async function digestsOf(transaction: Transaction, firstIndex: bigint): Promise<Uint8Array> {
  const rows = await transaction.$queryRaw<{ digests: Uint8Array }[]>`select ledger.commit_digests(${firstIndex}) as digests`;
  return rows[0]?.digests ?? new Uint8Array();
}

function feedEntry(
  row: EntryRow,
  shown: readonly StoredValues[],
  { shape, keyOf }: { shape: FeedShape | undefined; keyOf: KeyReader },
): FeedEntry {
  const header = Buffer.from(row.header).toString('utf8');
  const index = Number(row.index);
  if (shown.length === 0 || shape === undefined) return { index, header, shape: null, commitments: null, disclosed: [] };
  const owner = { ...shape, stream: row.stream, digest: toHex(row.digest) };
  const disclosed = shown.map((values) => {
    const { fields, erased } = showValues(owner, values, keyOf);
    const salts = Buffer.concat(fields.map(({ salt }) => fromBase64Url(salt) ?? new Uint8Array()));
    const text = canonicalize(fields.map(({ value }) => value));
    return { group: values.fieldGroup, erased: [...erased], salts: toBase64(salts), values: text };
  });
  return { index, header, shape: shape.id, commitments: toBase64(row.commitments), disclosed };
}
