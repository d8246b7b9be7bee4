import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import type { Pool, PoolClient } from 'pg';
import { describeFault, type Fault } from '@/lib/ledger/domain/fault';
import { subjectOf } from '@/lib/ledger/language/subject';
import { followWithin } from '@/lib/ledger/server/follow-ledger';
import type { SubjectKeys } from '@/lib/ledger/server/subject-keys';
import { readLineage } from '@/lib/ledger/server/read-lineage';
import { verifyWithin } from '@/lib/ledger/server/verify-ledger';
import { ALL_FACTS } from '../all-facts';
import { PROJECTIONS } from '../projections';
import { Stop } from '../say';
import { knownKeys } from '../signer-memory';
import type { CheckedBackup } from './manifest';
import { columnList, listTables, tablePath, type BackupTable } from './tables';

/** The key that signed the log's checkpoints, where it is known, and the keys under which values are kept. */
export interface KnownKeys {
  readonly dataDirectory: string;
  readonly subjects: SubjectKeys;
}

/**
 * Loads a checked backup into a migrated database without a log, in one transaction: the ledger, every byte of which is verified; the
 * views, folded from it; accounts and tapes. Checkpoints are held against the keys in the data directory, under which values are
 * kept as well. Until the signer has compared the copy with what lies outside it, nothing is appended. Answers the people whose
 * key was destroyed since (`loan/<id>`): of their erasure the copy knows nothing.
 */
export async function loadBackup(pool: Pool, backup: CheckedBackup, known: KnownKeys): Promise<string[]> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await requireEmpty(client);
    const tables = await listTables(client);
    await loadTables(client, backup, tables.ledger);
    const erased = await verify(client, backup, known);
    await followWithin({ client, subjects: known.subjects }, PROJECTIONS);
    await loadTables(client, backup, tables.apart);
    const { takenAt, size } = backup.manifest;
    await client.query('insert into ledger.restored (taken_at, size) values ($1, $2)', [takenAt, size]);
    await client.query('commit');
    return erased;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

async function requireEmpty(client: PoolClient): Promise<void> {
  const { rows } = await client.query<{ origin: string | null; size: string }>(
    'select (select origin from ledger.log) as origin, size from ledger.head for update',
  );
  const [row] = rows;
  if (row !== undefined && row.origin === null && row.size === '0') return;
  throw new Stop(
    `This database already holds a log (${String(row?.origin)}, ${String(row?.size)} entries). Nothing was restored. Restore into an empty data directory or database.`,
  );
}

async function loadTables(client: PoolClient, { directory, manifest }: CheckedBackup, known: readonly BackupTable[]): Promise<void> {
  for (const { name, columns } of known) {
    const table = manifest.tables.find((each) => each.name === name);
    // A later release may have tables of its own: they are as the migrations left them.
    if (table === undefined) continue;
    if (!table.columns.every((column) => columns.includes(column)))
      throw new Stop(`This release has no such columns in ${name} as the backup. Nothing was restored. Use the release that wrote it.`);
    await loadTable(client, table, join(directory, tablePath(name)));
  }
} // prettier-ignore

async function loadTable(client: PoolClient, table: BackupTable, path: string): Promise<void> {
  // Migrations put first rows into some. COPY is refused where row security binds the owner.
  await client.query(`delete from ${table.name}`);
  const { rows } = await client.query<{ forced: boolean }>('select relforcerowsecurity as forced from pg_class where oid = $1::regclass', [table.name]); // prettier-ignore
  const isForced = rows[0]?.forced === true;
  if (isForced) await client.query(`alter table ${table.name} no force row level security`);
  await pipeline(createReadStream(path), client.query(copyFrom(`copy ${table.name} (${columnList(table)}) from stdin`)));
  if (isForced) await client.query(`alter table ${table.name} force row level security`);
  for (const column of table.columns) await continueNumbers(client, table.name, column);
}

/** A numbered column goes on after the last number that was loaded. */
async function continueNumbers(client: PoolClient, table: string, column: string): Promise<void> {
  const { rows } = await client.query<{ sequence: string | null }>('select pg_get_serial_sequence($1, $2) as sequence', [table, column]); // prettier-ignore
  const sequence = rows[0]?.sequence;
  if (sequence != null) await client.query(`select setval($1, (select coalesce(max("${column}"), 0) + 1 from ${table}), false)`, [sequence]); // prettier-ignore
}

async function verify(client: PoolClient, { manifest }: CheckedBackup, known: KnownKeys): Promise<string[]> {
  const { dataDirectory, subjects } = known;
  const lineage = await readLineage(client);
  const keys = knownKeys(dataDirectory, lineage);
  const signer = keys && { ...keys, state: undefined };
  const { faults, size, root } = await verifyWithin(client, { definitions: ALL_FACTS, subjects, ...(signer && { signer }) });
  // A key that was destroyed since stays so, although the copy does not know of the erasure.
  const isErased = (fault: Fault): boolean =>
    fault.code === 'FIELD_MISSING' && fault.stream !== undefined && subjects.isDestroyed(fault.stream);
  const unexplained = faults.filter((fault) => !isErased(fault));
  const [fault] = unexplained;
  if (fault !== undefined)
    throw new Stop(
      `The ledger in the backup is not sound: ${fault.code} at entry ${String(fault.index ?? 0)} (${describeFault(fault)}), one of ${String(unexplained.length)}. Nothing was restored. Use another backup.`,
    );
  if (size !== manifest.size || root !== manifest.root)
    throw new Stop('The ledger in the backup is not the one that its manifest names. Nothing was restored. Use another backup.');
  return [...new Set(faults.flatMap(({ stream }) => (stream === undefined ? [] : (subjectOf(stream) ?? []))))];
}
