import type { PoolClient } from 'pg';
import type { Canonical } from '@/lib/ledger/domain/canonical';
import { toBase64Url } from '@/lib/ledger/domain/bytes';
import type { StoredCommit } from '@/lib/ledger/domain/verify-commit';
import type { StoredEntry } from '@/lib/ledger/domain/verify-log';
import type { VisibleField } from '@/lib/ledger/language/wire';

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
  readonly disclosures: readonly DisclosureRow[] | null;
}

export interface DisclosureRow {
  readonly field_group: string;
  readonly about: string;
  readonly stream: string;
  /** Hex. */
  readonly salts: string;
  readonly field_values: string;
}

/** A commit with its entries in ledger order; `row` is undefined when entries name a commit that is not there. */
export interface WholeCommit {
  readonly firstIndex: number;
  readonly row: CommitRow | undefined;
  readonly entries: readonly EntryRow[];
}

const STEP = 2_000;

/** All commits that begin in a range, a few thousand entries in memory at a time. Needs a role that sees the whole ledger. */
export async function* readWholeCommits(client: PoolClient, from: number, to: number): AsyncGenerator<WholeCommit> {
  for (let at = from; at < to; at += STEP) yield* readStep(client, at, Math.min(to, at + STEP));
}

async function* readStep(client: PoolClient, from: number, to: number): AsyncGenerator<WholeCommit> {
  const { rows: entries } = await client.query<EntryRow>({
    name: 'whole-entries',
    text: `select e.*, s.about, s.names, s.groups, (
         select json_agg(json_build_object('field_group', d.field_group, 'about', d.about, 'stream', d.stream,
           'salts', encode(d.salts, 'hex'), 'field_values', d.field_values))
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
  const fields = (row.disclosures ?? []).flatMap((each) => fieldsOf(row, each));
  return {
    wire: { index: Number(row.index), header: row.header.toString('utf8'), commitments, fields },
    stream: row.stream,
    version: row.version,
    digest: row.digest.toString('hex'),
    leaf: row.leaf,
    commitFirst: Number(row.commit_first),
  };
}

function fieldsOf(row: EntryRow, disclosure: DisclosureRow): VisibleField[] {
  const values = parseValues(disclosure.field_values);
  const salts = Buffer.from(disclosure.salts, 'hex');
  return (row.names ?? [])
    .filter((_, at) => row.groups?.[at] === disclosure.field_group)
    .map((name, at) => ({
      name,
      group: disclosure.field_group,
      salt: toBase64Url(salts.subarray(at * 16, at * 16 + 16)),
      value: values[at] ?? null,
    }));
}

/** Text that is no array any more holds no values: each is then told as altered. */
function parseValues(text: string): readonly Canonical[] {
  try {
    const values = JSON.parse(text) as Canonical;
    return Array.isArray(values) ? (values as readonly Canonical[]) : [];
  } catch {
    return [];
  }
}
