import type { PoolClient } from 'pg';
import type { Canonical } from '@/lib/ledger/domain/canonical';
import type { RecordedFact } from './recorded-fact';

/** A commit as projections need it; `recorded_at` is made an instant once a commit and not once a fact. */
export interface CommitRow {
  readonly first_index: string;
  readonly entry_count: number;
  readonly organisation: string;
  readonly idempotency_key: string;
  readonly recorded_at: Date;
}

/** An entry with what is disclosed of it: a line a field group, the group's name and then its values as a JSON array. */
export interface FactRow {
  readonly index: string;
  readonly commit_first: string;
  readonly stream: string;
  readonly version: number;
  readonly digest: string;
  readonly shape_id: number;
  readonly disclosed: string;
}

/** The names of a shape's fields, by field group. */
type ShapeNames = ReadonlyMap<string, readonly string[]>;

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

/** An entry's fact with all its values. */
export function decodeFact(
  row: FactRow,
  commits: ReadonlyMap<string, CommitRow>,
  shapes: ReadonlyMap<number, ShapeNames>,
): RecordedFact {
  const commit = commits.get(row.commit_first);
  if (commit === undefined) throw new Error(`Entry ${row.index} has no commit`);
  const values: Record<string, Canonical> = {};
  const meta: Record<string, Canonical> = {};
  for (const line of row.disclosed.split('\n')) {
    const start = line.indexOf('[');
    const disclosed = JSON.parse(line.slice(start)) as Canonical[];
    shapes
      .get(row.shape_id)
      ?.get(line.slice(0, start))
      ?.forEach((name, at) => {
        (name.startsWith('@') ? meta : values)[name] = disclosed[at] ?? null;
      });
  }
  return {
    index: BigInt(row.index),
    stream: row.stream,
    version: row.version,
    digest: row.digest,
    organisation: commit.organisation,
    idempotencyKey: commit.idempotency_key,
    recordedAt: commit.recorded_at,
    type: meta['@type'] as string,
    schema: meta['@schema'] as number,
    occurredAt: meta['@occurredAt'] as string,
    actor: meta['@actor'] as string,
    causes: meta['@causes'] as string[],
    values,
  };
}
