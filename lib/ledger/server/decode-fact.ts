import type { PoolClient } from 'pg';
import type { Canonical } from '@/lib/ledger/domain/canonical';
import type { RecordedFact } from './recorded-fact';
import { openValues } from './open-values';
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

/** What is kept of one field group of an entry: `values` is a JSON array of what `held` names, all there is when it is not sealed. */
interface Part {
  readonly row: FactRow;
  readonly group: string;
  readonly names: readonly string[];
  readonly held: readonly string[];
  readonly sealed: Buffer | undefined;
  values: string;
}

/**
 * The facts of some entries with all their values, null for those that were erased; or with those that a copy holds, which of a fact that
 * may not be known of is its place alone. One that was erased whole is left out: it says nothing any more. Throws when values cannot be opened: nothing may
 * be made of what was tampered with.
 */
export function decodeFacts(rows: readonly FactRow[], decoding: Decoding): RecordedFact[] {
  const parts = rows.map((row) => row.disclosed?.split('\n').map((line) => readLine(row, line, decoding.shapes)) ?? []);
  openParts(parts.flat(), decoding.keyOf);
  return rows.flatMap((row, at) => toFact(row, parts[at] ?? [], decoding) ?? []);
}

function readLine(row: FactRow, line: string, shapes: Decoding['shapes']): Part {
  const start = line.search(/[[#]/);
  const group = line.slice(0, start);
  const names = shapes.get(row.shape_id)?.get(group) ?? [];
  if (line[start] === '[') return { row, group, names, held: names, sealed: undefined, values: line.slice(start) };
  const [erased = '', sealed = ''] = line.slice(start + 1).split('#');
  const lost = new Set(erased.split(' '));
  const held = erased === '' ? names : names.filter((name) => !lost.has(name));
  return { row, group, names, held, sealed: sealed === '' ? undefined : Buffer.from(sealed, 'hex'), values: '[]' };
}

/** Opens what is sealed, all of one person's at once. Of a person whose key was destroyed nothing is left. */
function openParts(parts: readonly Part[], keyOf: KeyReader): void {
  const byStream = new Map<string, Part[]>();
  for (const part of parts) {
    if (part.sealed === undefined) continue;
    const known = byStream.get(part.row.stream);
    if (known === undefined) byStream.set(part.row.stream, [part]);
    else known.push(part);
  }
  for (const [stream, sealed] of byStream) {
    const key = keyOf(stream);
    if (key === 'destroyed') continue;
    if (!(key instanceof Buffer))
      throw new Error(`The key of ${stream} is not in the key journal. Restore the journal: nothing is read without it`);
    openWith(key, sealed);
  }
}

function openWith(key: Buffer, parts: readonly Part[]): void {
  const rows = parts.map(({ row, group, held, sealed }) => ({
    sealed: sealed ?? Buffer.alloc(0),
    count: held.length,
    digest: row.digest,
    group,
  }));
  openValues(rows, key).forEach((open, at) => {
    const part = parts[at];
    if (part === undefined) return;
    if (open === undefined)
      throw new Error(`The values of entry ${part.row.index} in group ${part.group} are not what was sealed`);
    part.values = open.values;
  });
}

function toFact(row: FactRow, parts: readonly Part[], { commits }: Decoding): RecordedFact | undefined {
  const commit = commits.get(row.commit_first);
  if (commit === undefined) throw new Error(`Entry ${row.index} has no commit`);
  const values: Record<string, Canonical> = {};
  const meta: Record<string, Canonical> = {};
  for (const { names, held, values: text } of parts) {
    const known = JSON.parse(text) as Canonical[];
    // In order, save where some were erased.
    names.forEach((name, at) => {
      (name.startsWith('@') ? meta : values)[name] = known[held === names ? at : held.indexOf(name)] ?? null;
    });
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
