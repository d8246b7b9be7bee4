import type { PoolClient, QueryResult } from 'pg';
import type { Fault } from '@/lib/ledger/domain/fault';
import { findRoleFaults } from './compare-roles';
import { findSchemaFaults } from './compare-schema';
import type { Projection } from './follow-ledger';
import { rebuildViews } from './rebuild-views';
import type { SubjectKeys } from './subject-keys';

/** The views of all rooms, and where a rebuild of them may be written. */
export interface ViewComparison {
  readonly projections: readonly Projection[];
  readonly schemas: readonly string[];
  /** Tables of these schemas that no fact gives: accounts, and work under way. */
  readonly apart: readonly string[];
  /** A database with the same tables, empty but for what no fact gives, within a transaction of its own. */
  readonly scratch: PoolClient;
  /** The keys that facts are sealed under. */
  readonly subjects: SubjectKeys;
}

const ROWS = 5_000;

/**
 * Compares what guards the tables; then rebuilds every view from nothing, as far as each room had come, and compares row by row: a rebuild must equal what stands.
 * The ledger must have been found sound: facts that were tampered with need not make sense.
 */
export async function findViewFaults(live: PoolClient, views: ViewComparison): Promise<Fault[]> {
  const guards = [...(await findRoleFaults(live)), ...(await findSchemaFaults(live, views.scratch))];
  if (guards.length > 0) return guards;
  await rebuildViews({ client: live, subjects: views.subjects }, { projections: views.projections, into: views.scratch });
  const faults: Fault[] = [];
  for (const table of await listTables(live, views)) faults.push(...(await compareTable(live, views.scratch, table)));
  return faults;
}

interface Table {
  readonly name: string;
  readonly quoted: string;
  /** The columns of its primary key. */
  readonly key: readonly string[];
}

async function listTables(live: PoolClient, { schemas, apart }: ViewComparison): Promise<Table[]> {
  const { rows } = await live.query<Table>(
    `select n.nspname || '.' || c.relname as name, format('%I.%I', n.nspname, c.relname) as quoted,
       (select array_agg(quote_ident(a.attname) order by a.attnum) from pg_index i
        join pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey) where i.indrelid = c.oid and i.indisprimary) as key
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname = any ($1) and n.nspname || '.' || c.relname <> all ($2) order by 1`,
    [schemas, apart],
  );
  return rows;
}

interface Row {
  readonly key: string;
  readonly text: string;
}

/** Both sides in the order of their keys, a few thousand rows at a time. */
async function compareTable(live: PoolClient, scratch: PoolClient, table: Table): Promise<Fault[]> {
  const faults: Fault[] = [];
  const [standing, rebuilt] = [readRows(live, table), readRows(scratch, table)];
  let [left, right] = [await standing.next(), await rebuilt.next()];
  while (left.done !== true || right.done !== true) {
    const [own, other] = [left.value, right.value];
    const order = own === undefined ? 1 : other === undefined ? -1 : Buffer.compare(Buffer.from(own.key), Buffer.from(other.key));
    const key = (order <= 0 ? own : other)?.key ?? '';
    if (order !== 0 || own?.text !== other?.text) faults.push({ code: 'VIEW_DIFFERS', where: `${table.name} ${key}` });
    if (order <= 0) left = await standing.next();
    if (order >= 0) right = await rebuilt.next();
  }
  return faults;
}

async function* readRows(client: PoolClient, { name, quoted, key }: Table): AsyncGenerator<Row, undefined> {
  const cursor = `rows_of_${name.replace(/\W/g, '_')}`;
  const fetch = `fetch ${String(ROWS)} from ${cursor}`;
  // Both statements in one: most tables have no more rows than that. The cursor ends with the transaction.
  const [, first] = (await client.query(
    `declare ${cursor} no scroll cursor for select * from (
       select jsonb_build_array(${key.join(', ')})::text as key, t::text as text from ${quoted} t) r order by key collate "C"; ${fetch}`,
  )) as unknown as [unknown, QueryResult<Row>];
  for (let { rows } = first; ; { rows } = await client.query<Row>(fetch)) {
    yield* rows;
    if (rows.length < ROWS) return undefined;
  }
}
