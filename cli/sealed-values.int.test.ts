import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { followLedger } from '@/lib/ledger/server/follow-ledger';
import { sealOlderValues } from '@/lib/ledger/server/seal-older-values';
import { SubjectKeys } from '@/lib/ledger/server/subject-keys';
import { verifyLedger } from '@/lib/ledger/server/verify-ledger';
import { createWorkPool } from '@/lib/platform/server/database';
import { BorrowerNamed } from '@/lib/servicing/language/work-facts';
import { ALL_FACTS } from './all-facts';
import { prepareValues } from './prepare-values';
import { PROJECTIONS } from './projections';
import { everyEntry } from './test-facts';
import { openTestNetwork, type TestNetwork } from './test-network';
import { origination, performance } from './test-tape';

/** A value that occurs nowhere but where it was put. */
const CANARY = 'Canary Quillfeather';

let network: TestNetwork;
let owner: pg.Pool;

beforeAll(async () => {
  network = await openTestNetwork(inject('ownerUrl'));
  owner = createWorkPool(network.ownerUrl, 2);
  const tape = {
    origination: origination('SEALED000001'),
    performance: performance('SEALED000001', '202408', '00', '239000.00'),
  };
  await network.commitTape(await network.sendTape(tape));
  const { rows } = await owner.query<{ id: string }>('select loan_id as id from servicing.loan');
  const stream = `loan/${rows[0]?.id ?? ''}`;
  const fact = {
    definition: BorrowerNamed,
    stream,
    values: { name: CANARY, initials: 'CQ' },
    occurredAt: '2024-09-01',
    causes: [],
  };
  const request = { organisation: 'servicer', actor: 'a', idempotencyKey: 'named', fingerprint: 'named' };
  await network.worker.context.ledger.commit({ ...request, signedAt: '2024-09-01T00:00:00.000Z', facts: [fact] });
});
afterAll(async () => {
  await owner.end();
  await network.close();
});

/** Every row of the ledger's tables as text. */
async function dump(): Promise<string> {
  const { rows: tables } = await owner.query<{ name: string }>(
    "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'ledger'",
  );
  const texts = tables.map(async ({ name }) => {
    const { rows } = await owner.query<{ row: string }>(`select t::text as row from ${name} t`);
    return rows.map(({ row }) => row).join('\n');
  });
  return (await Promise.all(texts)).join('\n');
}

const names = async (): Promise<unknown[]> =>
  (await everyEntry(network)).flatMap(({ fields }) => fields.filter(({ name }) => name === 'name').map(({ value }) => value));

describe('what is kept of a person', () => {
  it('stands in no table of the ledger, and is there for who has the key', async () => {
    const text = await dump();
    for (const form of [CANARY, Buffer.from(CANARY).toString('hex'), 'SEALED000001']) expect(text).not.toContain(form);
    expect(await names()).toContain(CANARY);
  });

  it('is sealed by the start after an older release had kept it open, and nothing of the ledger changes by that', async () => {
    const before = await everyEntry(network);
    await owner.query('alter table ledger.disclosure disable trigger append_only');
    for (const { row } of before)
      for (const { field_group: group, fields } of row.disclosures)
        await owner.query(
          'update ledger.disclosure set sealed = null, salts = $3, field_values = $4 where index = $1 and field_group = $2',
          [row.index, group, Buffer.concat(fields.map(({ salt }) => Buffer.from(salt, 'base64url'))), JSON.stringify(fields.map(({ value }) => value))],
        ); // prettier-ignore
    await owner.query('alter table ledger.disclosure enable always trigger append_only');
    expect(await dump()).toContain(CANARY);
    expect(await everyEntry(network)).toEqual(before);
    expect(await sealOlderValues(owner, network.worker.subjects)).toBeGreaterThan(3);
    expect(await sealOlderValues(owner, network.worker.subjects)).toBe(0);
    expect(await dump()).not.toContain(CANARY);
    expect(await everyEntry(network)).toEqual(before);
    expect((await verifyLedger(owner, { ...network.worker, definitions: ALL_FACTS })).faults).toEqual([]);
  });
});

describe('a journal that is not there', () => {
  it('is noticed before anything starts, and its values are told as gone, never as others', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'hearthline-no-journal-'));
    await expect(prepareValues(owner, elsewhere)).rejects.toMatchObject({ message: expect.stringContaining('Nothing was started') as string });
    await expect(prepareValues(owner, network.dataDirectory)).resolves.toBeUndefined();
    const subjects = new SubjectKeys(mkdtempSync(join(tmpdir(), 'hearthline-no-journal-')));
    const { faults } = await verifyLedger(owner, { subjects, definitions: ALL_FACTS });
    expect(new Set(faults.map(({ code }) => code))).toEqual(new Set(['FIELD_MISSING']));
    await owner.query('update platform.cursor set position = 0');
    await expect(followLedger(owner, subjects, PROJECTIONS)).rejects.toThrow('Restore the journal');
  });
}); // prettier-ignore

describe('a row of values', () => {
  const asEraser = async (sql: string): Promise<unknown> => {
    const client = await owner.connect();
    await client.query('begin; set local role hearthline_eraser');
    try {
      return await client.query(sql);
    } finally {
      await client.query('rollback');
      client.release();
    }
  };

  it.each([
    ['another value', `update ledger.disclosure set sealed = '\\x00'`],
    ['an open value', `update ledger.disclosure set sealed = null, salts = '', field_values = '[]'`],
    ['other readers', `update ledger.disclosure set about = 'deal', erased = '{x}'`],
    ['no row', 'delete from ledger.disclosure'],
  ])('is not given %s even by the role that seals and erases', async (_, sql) => {
    await expect(asEraser(sql)).rejects.toMatchObject({ code: '42501' });
  });

  it('is out of that role’s reach where it is an organisation’s', async () => {
    const sql = `update ledger.disclosure set sealed = '', salts = null, field_values = null, erased = '{x}' where stream like 'org/%'`;
    expect(await asEraser(sql)).toMatchObject({ rowCount: 0 });
  });
});
