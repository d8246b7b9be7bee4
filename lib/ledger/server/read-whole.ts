import type { PoolClient } from 'pg';
import { toBase64Url } from '@/lib/ledger/domain/bytes';
import type { StoredCommit } from '@/lib/ledger/domain/verify-commit';
import type { StoredEntry } from '@/lib/ledger/domain/verify-log';
import { showValues, type ShownValues } from './stored-values';
import type { KeyReader, SubjectKeys } from './subject-keys';

/** A commit as its row says; nothing of it is believed. */
interface CommitRow {
  readonly first_index: string;
  readonly entry_count: number;
  readonly organisation: string;
  readonly idempotency_key: string;
  readonly statement: Buffer;
  readonly signature: Buffer;
  /** UTC with microseconds, so that text order is time order. */
  readonly recorded_at: string;
}

/** An entry's row with its shape (null when there is none) and the rows of its values. */
export interface EntryRow {
  readonly index: string;
  readonly stream: string;
  readonly version: number;
  readonly commit_first: string;
  readonly digest: Buffer;
  readonly leaf: Buffer;
  readonly header: Buffer;
  readonly commitments: Buffer;
  readonly about: string | null;
  readonly names: string[] | null;
  readonly groups: string[] | null;
  readonly disclosures: readonly DisclosureRow[];
}

/** The values of a field group: where they are filed, and what they show. */
interface DisclosureRow extends ShownValues {
  readonly field_group: string;
  readonly about: string;
  readonly stream: string;
}

/** As they are stored; bytes in hex. */
interface StoredDisclosure {
  readonly field_group: string;
  readonly about: string;
  readonly stream: string;
  readonly salts: string | null;
  readonly field_values: string | null;
  readonly sealed: string | null;
  readonly erased: string[];
}

/** What a whole ledger is read from: rows as the client's role sees them, and the keys that values are sealed under. */
export interface WholeSource {
  readonly client: PoolClient;
  readonly subjects: SubjectKeys;
}

/** A commit with its entries in ledger order; `row` is undefined when entries name a commit that is not there. */
export interface WholeCommit {
  readonly firstIndex: number;
  readonly row: CommitRow | undefined;
  readonly entries: readonly EntryRow[];
}

const STEP = 2_000;

/** All commits that begin in a range, a few thousand entries in memory at a time. Needs a role that sees the whole ledger. */
export async function* readWholeCommits(source: WholeSource, from: number, to: number): AsyncGenerator<WholeCommit> {
  for (let at = from; at < to; at += STEP) yield* readStep(source, at, Math.min(to, at + STEP));
}

async function* readStep({ client, subjects }: WholeSource, from: number, to: number): AsyncGenerator<WholeCommit> {
  const { rows: stored } = await client.query<Omit<EntryRow, 'disclosures'> & { disclosures: StoredDisclosure[] | null }>({
    name: 'whole-entries',
    text: `select e.*, s.about, s.names, s.groups, (
         select json_agg(json_build_object('field_group', d.field_group, 'about', d.about, 'stream', d.stream,
           'salts', encode(d.salts, 'hex'), 'field_values', d.field_values, 'sealed', encode(d.sealed, 'hex'), 'erased', d.erased) order by d.field_group)
         from ledger.disclosure d where d.index = e.index) as disclosures
       from ledger.entry e left join ledger.shape s on s.id = e.shape_id
       where e.commit_first >= $1 and e.commit_first < $2 order by e.index`,
    values: [from, to],
  });
  const { rows: commits } = await client.query<CommitRow>({
    name: 'whole-commits',
    text: `select first_index, entry_count, organisation, idempotency_key, statement, signature,
         to_char(recorded_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as recorded_at
       from ledger.commit where first_index >= $1 and first_index < $2 order by first_index`,
    values: [from, to],
  });
  const keyOf = subjects.reader();
  const entries = stored.map((entry) => ({
    ...entry,
    disclosures: (entry.disclosures ?? []).map((row) => disclose(entry, row, keyOf)),
  }));
  const byFirst = new Map(commits.map((row) => [row.first_index, { row, entries: [] as EntryRow[] }]));
  const all = new Map<string, { row: CommitRow | undefined; entries: EntryRow[] }>(byFirst);
  for (const entry of entries) {
    const whole = all.get(entry.commit_first) ?? { row: undefined, entries: [] };
    whole.entries.push(entry);
    all.set(entry.commit_first, whole);
  }
  for (const [first, whole] of all) yield { firstIndex: Number(first), ...whole };
}

/** The commit in the verifier's form; one that is not there has an empty statement. */
export function storedCommit({ firstIndex, row }: WholeCommit): StoredCommit {
  return { firstIndex, statement: row?.statement.toString('utf8') ?? '', signature: row?.signature ?? new Uint8Array() };
}

/** The entry in the verifier's form. */
export function storedEntry(row: EntryRow): StoredEntry {
  const names = row.names ?? [];
  const commitments = names.map((name, at) => [name, toBase64Url(row.commitments.subarray(at * 32, at * 32 + 32))] as const);
  const fields = row.disclosures.flatMap((each) => each.fields);
  return {
    wire: { index: Number(row.index), header: row.header.toString('utf8'), commitments, fields },
    stream: row.stream,
    version: row.version,
    digest: row.digest.toString('hex'),
    leaf: row.leaf,
    commitFirst: Number(row.commit_first),
  };
}

function disclose(entry: Omit<EntryRow, 'disclosures'>, row: StoredDisclosure, keyOf: KeyReader): DisclosureRow {
  const owner = {
    stream: entry.stream,
    digest: entry.digest.toString('hex'),
    names: entry.names ?? [],
    groups: entry.groups ?? [],
  };
  const { field_group, about, stream, field_values: fieldValues, erased } = row;
  const [salts, sealed] = [row.salts, row.sealed].map((hex) => (hex === null ? null : Buffer.from(hex, 'hex')));
  const stored = { fieldGroup: field_group, salts: salts ?? null, fieldValues, sealed: sealed ?? null, erased };
  return { field_group, about, stream, ...showValues(owner, stored, keyOf) };
}
