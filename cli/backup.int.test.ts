import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { readLineage } from '@/lib/ledger/server/read-lineage';
import { readStandstill } from '@/lib/ledger/server/standstill';
import { SubjectKeys } from '@/lib/ledger/server/subject-keys';
import { verifyLedger } from '@/lib/ledger/server/verify-ledger';
import { createPool } from '@/lib/platform/server/database';
import { CHECKSUMS, formatChecksums, hashFile, readChecksums } from './backup/checksums';
import { backUpKeys, restoreKeys } from './backup/key-files';
import { readBackup } from './backup/manifest';
import { restoreBackup } from './backup/restore-backup';
import { writeBackup } from './backup/write-backup';
import { ALL_FACTS } from './all-facts';
import { readSignerMemory } from './signer-memory';
import { buildLedger } from './tamper/build-ledger';
import { openEmptyDatabase, type EmptyDatabase } from './test-empty-database';
import type { TestNetwork } from './test-network';

const home = mkdtempSync(join(tmpdir(), 'hearthline-backup-'));
const place = (name: string): string => join(home, name);
const databases: EmptyDatabase[] = [];
const pools: pg.Pool[] = [];
let network: TestNetwork;

beforeAll(async () => {
  ({ network } = await buildLedger(inject('ownerUrl'), { seed: 11, loans: 5 }));
  writeFileSync(join(network.dataDirectory, 'secrets.json'), '{}');
  const owner = poolOf(network.ownerUrl);
  await owner.query("insert into partners.person values ('p1', 'servicer', 'ana@example.com', 'Ana', 'hash')");
  await owner.query(
    "insert into partners.session (token_hash, person, expires_at) values ('\\x01', 'p1', now() + interval '1 day')",
  );
  await backUpKeys(network.dataDirectory, place('keys'));
  await take('backup');
}, 120_000);
afterAll(async () => {
  for (const pool of pools) await pool.end();
  for (const each of databases) await each.drop();
  await network.close();
  rmSync(home, { recursive: true });
}); // prettier-ignore

function poolOf(url: string): pg.Pool {
  const pool = createPool(url, 2);
  pools.push(pool);
  return pool;
}

function take(name: string): ReturnType<typeof writeBackup> {
  const { ownerUrl, dataDirectory } = network;
  return writeBackup({ ownerUrl, dataDirectory, directory: place(name), now: new Date() });
}

/** Restores into a new database and a new data directory with the keys' copy. */
async function restoreInto(directory: string): Promise<{ database: EmptyDatabase; dataDirectory: string }> {
  const database = await openEmptyDatabase(inject('ownerUrl'));
  databases.push(database);
  const dataDirectory = mkdtempSync(place('data-'));
  await restoreKeys(place('keys'), dataDirectory);
  await restoreBackup(await readBackup(directory), { ownerUrl: database.ownerUrl, dataDirectory });
  return { database, dataDirectory };
}

/** Every row of every table but those that tell of the database itself, as text. */
async function contents(pool: pg.Pool): Promise<Map<string, string>> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select schemaname || '.' || tablename as name from pg_tables where schemaname in ('ledger', 'partners', 'servicing', 'lending', 'securities', 'platform')
     and tablename not in ('restored', 'session') order by 1`,
  );
  const all = new Map<string, string>();
  for (const { name } of tables) {
    const text = `select coalesce(string_agg(t::text, E'\\n' order by t::text collate "C"), '') as rows from ${name} t`;
    all.set(name, (await pool.query<{ rows: string }>(text)).rows[0]?.rows ?? '');
  }
  return all;
}

/** A copy of the backup with one file changed; its checksum is made anew where the change is to look true. */
async function changed(path: string, edit: (text: string) => string, isHidden: boolean): Promise<string> {
  const copy = mkdtempSync(place('changed-'));
  cpSync(place('backup'), copy, { recursive: true });
  writeFileSync(join(copy, path), edit(readFileSync(join(copy, path), 'utf8')));
  if (isHidden) {
    const sums = new Map(readChecksums(copy)).set(path, await hashFile(join(copy, path)));
    writeFileSync(join(copy, CHECKSUMS), formatChecksums(sums));
  }
  return copy;
}

describe('a backup', () => {
  it('is restored on another machine with everything but sessions, the views folded anew, and waits to be compared', async () => {
    const { database, dataDirectory } = await restoreInto(place('backup'));
    const restored = poolOf(database.ownerUrl);
    expect(await contents(restored)).toEqual(await contents(poolOf(network.ownerUrl)));
    expect((await restored.query('select 1 from partners.session')).rowCount).toBe(0);
    expect(await readStandstill(restored)).toBe('RESTORED');
    const subjects = new SubjectKeys(dataDirectory);
    expect((await verifyLedger(restored, { definitions: ALL_FACTS, subjects })).faults).toEqual([]);
    expect(readSignerMemory(dataDirectory, await readLineage(restored))).toBeUndefined();
    expect(readdirSync(join(dataDirectory, 'tapes'))).toEqual(readdirSync(join(network.dataDirectory, 'tapes')));
  });

  it('brings nobody back whose key was destroyed since, and says who that is', async () => {
    const { rows } = await poolOf(network.ownerUrl).query<{ loan_id: string }>(
      'select loan_id from servicing.loan order by 1 limit 1',
    );
    const person = `loan/${rows[0]?.loan_id ?? ''}`;
    const database = await openEmptyDatabase(inject('ownerUrl'));
    databases.push(database);
    const dataDirectory = mkdtempSync(place('data-'));
    await restoreKeys(place('keys'), dataDirectory);
    new SubjectKeys(dataDirectory).destroy([person]);
    const told = await restoreBackup(await readBackup(place('backup')), { ownerUrl: database.ownerUrl, dataDirectory });
    expect(told).toEqual({ foreignKeys: { missing: [], leftOver: [] }, erasedSince: [person] });
  });

  it('is private, and holds neither keys nor what the signer last signed', () => {
    expect(statSync(place('backup')).mode & 0o777).toBe(0o700);
    expect(statSync(place('keys')).mode & 0o777).toBe(0o700);
    expect([...(readChecksums(place('backup'))?.keys() ?? [])].filter((path) => /pem|signed\.json|secrets/.test(path))).toEqual([]);
    const kept = [...(readChecksums(place('keys'))?.keys() ?? [])];
    expect(kept).toContain('signer/log.pem');
    expect(kept).not.toContain('signer/signed.json');
    expect(existsSync(join(network.dataDirectory, 'signer/signed.json'))).toBe(true);
    for (const path of kept) expect(statSync(join(place('keys'), path)).mode & 0o777).toBe(0o600);
  }); // prettier-ignore

  it('goes into a new directory only, and what fails leaves nothing', async () => {
    await expect(take('backup')).rejects.toThrow('is there already. Nothing was written');
    const { dataDirectory } = network;
    const ownerUrl = inject('ownerUrl');
    await expect(writeBackup({ ownerUrl, dataDirectory, directory: place('none'), now: new Date() })).rejects.toThrow('holds no log');
    expect(readdirSync(home).filter((name) => name.startsWith('none'))).toEqual([]);
  }); // prettier-ignore

  it.each(['database/ledger.entry.copy', 'database/partners.person.copy', 'export/checkpoint', 'manifest.json'])(
    'with damage at %s is refused by name',
    async (path) => {
      await expect(readBackup(await changed(path, (text) => `${text} `, false))).rejects.toThrow(
        `The backup is damaged at ${path}: it is missing or not what was written. Nothing was restored.`,
      );
      const copy = await changed('manifest.json', (text) => text, false);
      rmSync(join(copy, path));
      await expect(readBackup(copy)).rejects.toThrow(path);
    },
  );

  it('is refused where its checksums are damaged or leave a file out', async () => {
    await expect(readBackup(await changed(CHECKSUMS, (text) => text.replace('  ', ' '), false))).rejects.toThrow(CHECKSUMS);
    const left = await changed(CHECKSUMS, (text) => text.replace(/.*ledger\.entry\.copy\n/, ''), false);
    await expect(readBackup(left)).rejects.toThrow('database/ledger.entry.copy: it is not listed');
    await expect(readBackup(home)).rejects.toThrow('perhaps this is no backup');
  });

  it.each([
    ['a value', 'database/ledger.disclosure.copy', (text: string) => text.replace('Test book', 'Best book'), 'FIELD_ALTERED'],
    ['a sealed value', 'database/ledger.disclosure.copy', (text: string) => text.replace(/(\\\\x[0-9a-f]{60})([0-9a-f])/, (_, head: string, digit: string) => head + (digit === '0' ? '1' : '0')), 'not sound'],
    ['a checkpoint', 'database/ledger.checkpoint.copy', (text: string) => text.replace(/^\d+/, (size) => String(Number(size) - 1)), 'CHECKPOINT_'],
    ['the end of the log', 'database/ledger.commit.copy', (text: string) => text.split('\n').slice(0, -2).join('\n') + '\n', 'not sound'],
  ])('with %s changed behind true checksums is verified before it is kept', async (_, path, edit, words) => {
    const restoring = restoreInto(await changed(path, edit, true));
    await expect(restoring).rejects.toThrow(words);
    const { rowCount } = await poolOf(databases.at(-1)?.ownerUrl ?? '').query('select 1 from ledger.log');
    expect(rowCount).toBe(0);
  }); // prettier-ignore

  it('is not restored over a log, nor without keys, nor by an older release', async () => {
    const { database, dataDirectory } = await restoreInto(place('backup'));
    const backup = await readBackup(place('backup'));
    const again = { ownerUrl: database.ownerUrl, dataDirectory };
    await expect(restoreBackup(backup, again)).rejects.toThrow('already holds a log. Nothing was restored');
    await expect(restoreBackup(backup, { ...again, dataDirectory: mkdtempSync(place('bare-')) })).rejects.toThrow('There are no keys');
    const later = { ...backup, manifest: { ...backup.manifest, migrations: ['9999_later'] } };
    await expect(restoreBackup(later, again)).rejects.toThrow('it has migration 9999_later');
  }); // prettier-ignore

  it('leaves keys that are there as they are', async () => {
    const dataDirectory = mkdtempSync(place('data-'));
    await restoreKeys(place('keys'), dataDirectory);
    writeFileSync(join(dataDirectory, 'secrets.json'), '{"newer":1}');
    expect(await restoreKeys(place('keys'), dataDirectory)).toEqual(['secrets.json']);
    expect(readFileSync(join(dataDirectory, 'secrets.json'), 'utf8')).toBe('{"newer":1}');
  });
});
