import type { PoolClient } from 'pg';

/** A table of a backup, with its stored columns. */
export interface BackupTable {
  /** `schema.name`: also the name of its file. */
  readonly name: string;
  readonly columns: readonly string[];
}

/**
 * What no fact gives, in the order of its references: accounts, and tapes under way. Sessions are left out, since people
 * sign in again; every view is folded from the ledger.
 */
const APART = [
  'partners.person',
  'partners.api_key',
  'servicing.tape',
  'servicing.tape_problem',
  'servicing.tape_difference',
  'servicing.staged_origination',
  'servicing.staged_performance',
] as const;

/** Tells of this very database, where a copy of it tells of itself; and what nobody would wait for in a copy. */
const OWN = ['ledger.restored', 'ledger.proposal'];

/** The tables of a backup: the whole ledger, by the catalogue, and what no fact gives. */
export async function listTables(client: PoolClient): Promise<{ ledger: BackupTable[]; apart: BackupTable[] }> {
  const { rows } = await client.query<{ name: string; columns: string[] }>(
    `select n.nspname || '.' || c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
     from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
     where c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
       and (n.nspname = 'ledger' or n.nspname || '.' || c.relname = any ($1)) group by 1 order by 1`,
    [APART],
  );
  const apart = APART.flatMap((name) => rows.filter((row) => row.name === name));
  return { ledger: rows.filter(({ name }) => name.startsWith('ledger.') && !OWN.includes(name)), apart };
}

/** The path of a table's file in a backup. */
export function tablePath(name: string): string {
  return `database/${name}.copy`;
}

/** The columns, quoted, as COPY takes them. Names come from a catalogue or from a manifest whose names were checked. */
export function columnList({ columns }: BackupTable): string {
  return columns.map((column) => `"${column}"`).join(', ');
}
