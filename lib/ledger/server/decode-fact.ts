import type { PoolClient } from 'pg';
import type { Canonical } from '@/lib/ledger/domain/canonical';
import type { RecordedFact } from './recorded-fact';
import { openValues } from './sealed-values';
import type { KeyReader } from './subject-keys';

/** A commit as projections need it; `recorded_at` is made an instant once a commit and not once a fact. */
export interface CommitRow {
  readonly first_index: string;
  readonly entry_count: number;
  readonly organisation: string;
  readonly idempotency_key: string;
  readonly recorded_at: Date;
}

/**
 * An entry with what is kept of its values: a line a field group, the group's name and then its values as a JSON array; or,
 * between two marks, the names of erased fields, and what is sealed in hex. Null where nothing is kept: in a copy, of a fact that its
 * organisation may not know of.
 */
export interface FactRow {
  readonly index: string;
  readonly commit_first: string;
  readonly stream: string;
  readonly version: number;
  readonly digest: string;
  readonly shape_id: number;
  readonly disclosed: string | null;
}

/** The names of a shape's fields, by field group. */
type ShapeNames = ReadonlyMap<string, readonly string[]>;

/** The type of a fact that may not be known of: no fact has it. */
export const UNKNOWN_TYPE = '';

/** The shapes of some entries, by id. */
export async function readShapes(client: PoolClient, entries: readonly FactRow[]): Promise<Map<number, ShapeNames>> {
  const { rows } = await client.query<{ id: number; names: string[]; groups: string[] }>({
    name: 'read-shapes',
    text: 'select id, names, groups from ledger.shape where id = any ($1)',
    values: [[...new Set(entries.map((entry) => entry.shape_id))]],
  });
  return new Map(
    rows.map(({ id, names, groups }) => [
      id,
      new Map(groups.map((group) => [group, names.filter((_, at) => groups[at] === group)])),
    ]),
  );
}

/** What facts are decoded with: the commits and shapes they belong to, and the keys of the people they are about. */
export interface Decoding {
  readonly commits: ReadonlyMap<string, CommitRow>;
  readonly shapes: ReadonlyMap<number, ShapeNames>;
  readonly keyOf: KeyReader;
}

/**
 * An entry's fact with all its values, null for those that were erased; or with those that a copy holds, which of a fact that may
 * not be known of is its place alone. Undefined where it was erased whole: it says nothing any more. Throws when values cannot be opened: nothing may be made of what was tampered with.
 */
export function decodeFact(row: FactRow, decoding: Decoding): RecordedFact | undefined {
  const commit = decoding.commits.get(row.commit_first);
  if (commit === undefined) throw new Error(`Entry ${row.index} has no commit`);
  const values: Record<string, Canonical> = {};
  const meta: Record<string, Canonical> = {};
  for (const line of row.disclosed?.split('\n') ?? []) {
    for (const [name, value] of decodeLine(row, line, decoding)) (name.startsWith('@') ? meta : values)[name] = value;
  }
  const type = row.disclosed === null ? UNKNOWN_TYPE : meta['@type'];
  if (typeof type !== 'string') return undefined;
  return {
    index: BigInt(row.index),
    stream: row.stream,
    version: row.version,
    digest: row.digest,
    organisation: commit.organisation,
    idempotencyKey: commit.idempotency_key,
    recordedAt: commit.recorded_at,
    type,
    schema: (meta['@schema'] ?? 0) as number,
    occurredAt: (meta['@occurredAt'] ?? '') as string,
    actor: (meta['@actor'] ?? '') as string,
    causes: (meta['@causes'] ?? []) as string[],
    values,
  };
}

/** The fields of one group. */
function decodeLine(row: FactRow, line: string, { shapes, keyOf }: Decoding): (readonly [string, Canonical])[] {
  const start = line.search(/[[#]/);
  const group = line.slice(0, start);
  const names = shapes.get(row.shape_id)?.get(group) ?? [];
  if (line[start] === '[') return pair(names, JSON.parse(line.slice(start)) as Canonical[]);
  const [erased = '', sealed = ''] = line.slice(start + 1).split('#');
  const key = keyOf(row.stream);
  if (sealed === '' || key === 'destroyed') return pair(names, []);
  if (!(key instanceof Buffer))
    throw new Error(`The key of ${row.stream} is not in the key journal. Restore the journal: nothing is read without it`);
  const lost = new Set(erased.split(' '));
  const held = erased === '' ? names : names.filter((name) => !lost.has(name));
  const open = openValues(Buffer.from(sealed, 'hex'), held.length, { digest: row.digest, group }, key);
  if (open === undefined) throw new Error(`The values of entry ${row.index} in group ${group} are not what was sealed`);
  return [
    ...pair(
      [...lost].filter((name) => name !== ''),
      [],
    ),
    ...pair(held, JSON.parse(open.values) as Canonical[]),
  ];
}

function pair(names: readonly string[], values: readonly Canonical[]): (readonly [string, Canonical])[] {
  return names.map((name, at) => [name, values[at] ?? null] as const);
}
