import { createReadStream, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Readable } from 'node:stream';
import { to as copyTo } from 'pg-copy-streams';
import type { Pool, PoolClient } from 'pg';
import { SubjectKeys } from '@/lib/ledger/server/subject-keys';
import { exportEntries } from '@/lib/ledger/server/export-entries';
import { exportLog, NoCheckpoint } from '@/lib/ledger/server/export-log';
import { createWorkPool } from '@/lib/platform/server/database';
import { bundleVerifier } from '../bundle-verifier';
import { Stop } from '../say';
import { CHECKSUMS, formatChecksums, hashFile, syncToDisk, writeHashed } from './checksums';
import { MANIFEST, type Manifest } from './manifest';
import { columnList, listTables, tablePath } from './tables';

/** Where a backup is taken from and put. */
export interface BackupPlace {
  readonly ownerUrl: string;
  readonly dataDirectory: string;
  readonly directory: string;
  readonly now: Date;
}

type Files = Map<string, string>;

/**
 * Takes a backup of the running product into a new directory, which is there whole or not at all: the database in one snapshot,
 * the log as files that anyone can check, received tapes, and checksums of everything.
 */
export async function writeBackup(place: BackupPlace): Promise<Manifest> {
  const { directory } = place;
  if (existsSync(directory)) throw new Stop(`${directory} is there already. Nothing was written. Name a new directory.`);
  mkdirSync(dirname(directory), { recursive: true });
  // Of mode 0700: what is in it is as private as the database.
  const partial = mkdtempSync(`${directory}.partial-`);
  const pool = createWorkPool(place.ownerUrl, 3);
  try {
    const manifest = await fill({ ...place, directory: partial }, pool);
    renameSync(partial, directory);
    syncToDisk(dirname(directory));
    return manifest;
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw error;
  } finally {
    await pool.end();
  }
}

async function fill({ directory, dataDirectory, now }: BackupPlace, pool: Pool): Promise<Manifest> {
  const files: Files = new Map();
  // Before the snapshot, so that the log as files is a beginning of the log in the database.
  await writeExport(pool, new SubjectKeys(dataDirectory), join(directory, 'export'));
  await addTree(files, directory, 'export');
  const described = await dump(pool, directory, files);
  for (const path of listFiles(join(dataDirectory, 'tapes')).filter((each) => !each.endsWith('.part')))
    await add(files, directory, join('tapes', path), createReadStream(join(dataDirectory, 'tapes', path)));
  const manifest = { ...described, takenAt: now.toISOString(), files: [...files.keys()] };
  await add(files, directory, MANIFEST, Readable.from([`${JSON.stringify(manifest, null, 2)}\n`]));
  await writeHashed(join(directory, CHECKSUMS), Readable.from([formatChecksums(files)]));
  return manifest;
}

async function writeExport(pool: Pool, subjects: SubjectKeys, directory: string): Promise<void> {
  try {
    await exportLog(pool, directory, (size) => exportEntries(pool, subjects, { directory, size, withValues: false }));
    writeFileSync(join(directory, 'verify.mjs'), await bundleVerifier());
  } catch (error) {
    // A log that was never signed is in the database alone.
    if (!(error instanceof NoCheckpoint)) throw error;
  }
}

/** Every table as it stood at one moment. */
async function dump(pool: Pool, directory: string, files: Files): Promise<Omit<Manifest, 'takenAt' | 'files'>> {
  const client = await pool.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    const { ledger, apart } = await listTables(client);
    const tables = [...ledger, ...apart];
    for (const table of tables) {
      const sql = `copy (select ${columnList(table)} from ${table.name}) to stdout`;
      await add(files, directory, tablePath(table.name), client.query(copyTo(sql)));
    }
    return { format: 'hearthline/backup/v1', ...(await describe(client)), tables };
  } finally {
    await client.query('rollback').finally(() => {
      client.release();
    });
  }
}

async function describe(client: PoolClient): Promise<Pick<Manifest, 'origin' | 'size' | 'root' | 'checkpoint' | 'migrations'>> {
  const { rows } = await client.query<{
    origin: string | null;
    size: string;
    root: Buffer;
    note: string | null;
    names: string[];
  }>(
    `select (select origin from ledger.lineage order by number desc limit 1) as origin, h.size, ledger.root(h.frontier) as root,
       (select note from ledger.checkpoint order by size desc limit 1) as note,
       (select array_agg(migration_name::text order by migration_name) from public._prisma_migrations where rolled_back_at is null) as names
     from ledger.head h`,
  );
  const [row] = rows;
  if (row?.origin == null) throw new Stop('This database holds no log. Nothing was written. Start the product on it first.');
  const { origin, size, root, note: checkpoint, names: migrations } = row;
  return { origin, size: Number(size), root: root.toString('base64'), checkpoint, migrations };
}

async function add(files: Files, directory: string, path: string, content: Readable): Promise<void> {
  files.set(path, await writeHashed(join(directory, path), content));
}

/** What something else wrote: made sure to be on disk. */
async function addTree(files: Files, directory: string, part: string): Promise<void> {
  for (const path of listFiles(join(directory, part))) {
    syncToDisk(join(directory, part, path));
    files.set(join(part, path), await hashFile(join(directory, part, path)));
  }
}

function listFiles(directory: string): string[] {
  if (!existsSync(directory)) return [];
  const all = readdirSync(directory, { recursive: true, withFileTypes: true });
  return all.filter((each) => each.isFile()).map((each) => relative(directory, join(each.parentPath, each.name)));
}
