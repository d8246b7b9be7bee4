import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { parseVkey } from '@/lib/ledger/domain/note-key';
import { completeErasures } from '@/lib/ledger/server/complete-erasures';
import { exportEntries } from '@/lib/ledger/server/export-entries';
import { exportLog } from '@/lib/ledger/server/export-log';
import { sha256 } from '@/lib/ledger/server/hashing';
import { compactTables } from '@/lib/platform/server/compact-tables';
import { eraseLoan } from '@/lib/servicing/server/erase-loan';
import type { WantedErasure } from '@/lib/servicing/domain/decide-erasure';
import { HOLD_VALUES } from './hold-values';
import { checkExport } from './verifier/check-export';
import { NEWER, OLDER, openErasures, type ErasureNetwork } from './test-erasure';
import { PROJECTIONS } from './projections';
import { FIRST, SECOND, THIRD } from './test-past';
import { openTestSigner } from './test-signer';

let open: ErasureNetwork;
let vkey: string;
const home = mkdtempSync(join(tmpdir(), 'hearthline-erased-'));
const SCRIPT = 'e2e/verify_export.py';

async function erase(number: string, wanted: WantedErasure): Promise<void> {
  const asked = {
    loan: open.loan(number),
    idempotencyKey: `erase ${wanted.scope}`,
    wanted,
    reason: 'asked for',
    legalBasis: 'law',
  };
  await eraseLoan(open.writes, open.network.actor('servicer'), asked, Temporal.PlainDate.from('2026-11-27'));
  await open.network.worker.erase('unconfirmed');
}

/** The log's key, as a reader knows it from elsewhere. */
function trust(): Parameters<typeof checkExport>[1] {
  const log = parseVkey(vkey, sha256);
  if (log === undefined) throw new Error('The signer has a key');
  return { log };
}

const exported = async (name: string): Promise<string> => {
  const directory = join(home, name);
  const { worker } = open.network;
  await exportLog(open.owner, directory, (size) =>
    exportEntries(open.owner, worker.subjects, { directory, size, withValues: true }),
  );
  return directory;
};

beforeAll(async () => {
  open = await openErasures(inject('ownerUrl'));
  const signer = await openTestSigner(open.network);
  vkey = signer.vkey;
  await erase(SECOND, { scope: 'fields', fields: ['name', 'initials'] });
  await erase(FIRST, { scope: 'person' });
  await signer.sign();
}, 120_000);
afterAll(async () => {
  await open.close();
});

/** The text of every file below a directory whose name passes. */
function textOf(directory: string, isMeant: (path: string) => boolean): string {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  return files
    .map((file) => join(file.parentPath, file.name))
    .filter(isMeant)
    .map((path) => readFileSync(path, 'latin1'))
    .join('\n');
}

describe('what was erased', () => {
  it('is in no file that was received', () => {
    const tapes = textOf(join(open.network.dataDirectory, 'tapes'), () => true);
    expect([tapes.includes(FIRST), tapes.includes(SECOND)]).toEqual([false, true]);
  });

  it('is left out of an export, which the standalone verifier finds sound', async () => {
    const directory = await exported('sound');
    const text = textOf(join(directory, 'values'), () => true);
    for (const canary of [OLDER, NEWER, FIRST, 'Ana Rivera']) expect([canary, text.includes(canary)]).toEqual([canary, false]);
    const { faults, checked } = await checkExport(directory, trust());
    expect(checked).toContain('values');
    expect(faults).toEqual([]);
  });

  const python = (...args: string[]): { status: number | null; stdout: string } =>
    spawnSync('python3', [SCRIPT, ...args], { encoding: 'utf8' });
  it.skipIf(python('--vector', 'docs/ledger-format-vector.json').status !== 0)(
    'and so does a second implementation in another language',
    async () => {
      const directory = await exported('python');
      expect(python(directory, vkey)).toMatchObject({ status: 0, stdout: expect.stringMatching(/^Sound/) as string });
    },
  );

  it('is in no file of Postgres once its tables were written anew', async () => {
    await compactTables(open.owner, HOLD_VALUES);
    await open.owner.query('checkpoint');
    const { rows } = await open.owner.query<{ directory: string; oid: string }>(
      `select current_setting('data_directory') as directory, oid::text as oid from pg_database where datname = current_database()`,
    );
    const files = textOf(join(rows[0]?.directory ?? '', 'base', rows[0]?.oid ?? ''), (path) => !path.endsWith('.tmp'));
    expect(files.length).toBeGreaterThan(1_000_000);
    for (const canary of [OLDER, NEWER, 'Ana Rivera', FIRST]) expect([canary, files.includes(canary)]).toEqual([canary, false]);
    expect(files.includes(SECOND)).toBe(true);
  });
});

it('one that cannot be obeyed, since its values were tampered with, holds up no other', async () => {
  const { worker } = open.network;
  const told = [THIRD, SECOND].map((number) => {
    const erasure = { subject: `loan/${open.loan(number)}`, scope: 'fields', version: null, throughVersion: 1 } as const;
    return { ...erasure, fields: ['purpose'], digest: sha256(number).toString() };
  });
  await open.owner.query('alter table ledger.disclosure disable trigger append_only');
  await open.owner.query(
    `update ledger.disclosure set sealed = sealed || '\\x00' where stream = $1 and field_group = 'loan-terms'`,
    [`loan/${open.loan(THIRD)}`],
  );
  await open.owner.query('alter table ledger.disclosure enable always trigger append_only');
  const copy = { pool: worker.context.pool, subjects: worker.subjects, projections: PROJECTIONS };
  const commits: string[] = [];
  const ledger = {
    commit: ({ idempotencyKey }: { idempotencyKey: string }) => {
      commits.push(idempotencyKey);
      return Promise.reject(new Error('not here'));
    },
  };
  await expect(completeErasures(copy, { holder: 'hub', ledger }, told)).rejects.toThrow('not what was sealed');
  expect(commits).toEqual([`erased/${told[1]?.digest ?? ''}`]);
});
