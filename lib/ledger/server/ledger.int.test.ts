import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { toBase64 } from '@/lib/ledger/domain/bytes';
import { parseReceipt } from '@/lib/ledger/domain/receipt';
import { defineFact } from '@/lib/ledger/language/define-fact';
import { createPool } from '@/lib/platform/server/database';
import { createTestDatabase, type TestDatabase } from '@/lib/platform/server/test-database';
import type { CommitRequest } from './fact-draft';
import { Ledger } from './ledger';
import { OrganisationKeys } from './organisation-keys';
import { Receipts } from './receipts';
import { SubjectKeys } from './subject-keys';
import { verifyLedger } from './verify-ledger';

const Noted = defineFact({
  type: 'Noted',
  version: 1,
  about: 'payment-history',
  fields: {
    text: { schema: z.string(), group: 'payment-history', meaning: 'A word' },
    secretWord: { schema: z.string().nullable(), group: 'identity', meaning: 'A word for few' },
  },
});

const text = (meaning: string) => ({ schema: z.string(), group: 'organisation', meaning }) as const;
const KeyRegistered = defineFact({
  type: 'KeyRegistered',
  version: 1,
  about: 'organisation',
  fields: { organisation: text('Whose'), keyId: text('Its id'), publicKey: text('The key') },
});

let database: TestDatabase;
let app: pg.Pool;
let owner: pg.Pool;
let ledger: Ledger;
const directory = mkdtempSync(join(tmpdir(), 'hearthline-keys-'));
const keys = new OrganisationKeys(directory);
const subjects = new SubjectKeys(directory);

beforeAll(async () => {
  database = await createTestDatabase(inject('ownerUrl'));
  app = createPool(database.appUrl);
  owner = createPool(database.ownerUrl);
  await owner.query("insert into ledger.log values (true, 'test.example/1')");
  const { keyId, publicKey } = keys.findOrCreate('orgA');
  ledger = new Ledger({ pool: app, origin: 'test.example/1', keys, requestSecret: 'secret', subjects });
  const values = { organisation: 'orgA', keyId, publicKey: toBase64(publicKey) };
  const facts = [{ definition: KeyRegistered, stream: 'org/orgA', values, occurredAt: '2026-11-01', causes: [] }];
  await ledger.commit({ ...note('', 'join'), facts });
});

afterAll(async () => {
  await app.end();
  await owner.end();
  await database.drop();
});

function note(stream: string, key: string, text = 'hello'): CommitRequest {
  const values = { text, secretWord: null };
  const facts = [{ definition: Noted, stream, values, occurredAt: '2026-11-01', causes: [] }];
  return {
    organisation: 'orgA',
    actor: 'tester',
    idempotencyKey: key,
    fingerprint: text,
    signedAt: '2026-11-02T00:00:00.000Z',
    facts,
  };
}

async function size(): Promise<number> {
  const { rows } = await app.query<{ size: string }>('select size from ledger.current_root()');
  return Number(rows[0]?.size);
}

describe('appending', () => {
  it('orders commits without gaps and keeps the whole ledger verifiable', async () => {
    const before = await size();
    const receipts = await Promise.all(
      Array.from({ length: 64 }, (_, at) => ledger.commit(note(`s/${String(at % 7)}`, `many-${String(at)}`))),
    );
    const places = receipts.map((receipt) => Number(receipt.firstIndex)).sort((left, right) => left - right);
    expect(places).toEqual(Array.from({ length: 64 }, (_, at) => before + at));
    expect(await verifyLedger(owner, { subjects })).toMatchObject({ faults: [], size: before + 64 });
  });

  it('sends a commit that must come after another when that is there, and not when it fails', async () => {
    let arrive: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    const later = ledger.commit(note('s/later', 'later'), arrived);
    const earlier = await ledger.commit(note('s/earlier', 'earlier'));
    arrive();
    expect((await later).firstIndex).toBe(earlier.firstIndex + 1n);
    const failed = Promise.reject(new Error('the part before it was refused'));
    await expect(ledger.commit(note('s/orphan', 'orphan'), failed)).rejects.toThrow('the part before it');
    expect(await ledger.findReplay(note('s/orphan', 'orphan'))).toBeUndefined();
  });

  it('answers a replay with the first result and appends nothing', async () => {
    const first = await ledger.commit(note('s/replay', 'once'));
    const before = await size();
    const again = await ledger.commit(note('s/replay', 'once'));
    expect(again).toMatchObject({ firstIndex: first.firstIndex, replayed: true });
    expect(await size()).toBe(before);
    // The receipt of the first answer, not one of what was sealed again and thrown away.
    const receipts = new Receipts('test.example/1', () => keys.findOrCreate('receipts'));
    expect(receipts.sign(again)).toEqual(receipts.sign(first));
    const { rows } = await owner.query<{ hash: Buffer }>(
      'select sha256(statement || signature) as hash from ledger.commit where first_index = $1',
      [first.firstIndex.toString()],
    );
    expect(parseReceipt(receipts.sign(first).statement)).toMatchObject({
      commit: rows[0]?.hash.toString('hex'),
      firstIndex: before - 1,
      count: 1,
    });
  });

  it('refuses a key reused for another request', async () => {
    await ledger.commit(note('s/reuse', 'key-1'));
    await expect(ledger.commit(note('s/reuse', 'key-1', 'other'))).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('refuses a decision made on an older version, whole', async () => {
    await ledger.commit(note('s/stale', 'stale-1'));
    const before = await size();
    const late = { ...note('s/stale', 'stale-2'), expected: { 's/stale': 0 } };
    await expect(ledger.commit(late)).rejects.toMatchObject({ code: 'STALE_STREAM' });
    expect(await size()).toBe(before);
  });

  it('lets exactly one of two writers with the same expected version win', async () => {
    const race = ['a', 'b'].map((name) => ledger.commit({ ...note('s/race', `race-${name}`), expected: { 's/race': 0 } }));
    const results = await Promise.allSettled(race);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('append-only', () => {
  it.each([
    'update ledger.entry set version = 9',
    'delete from ledger.entry',
    'truncate ledger.entry',
    'insert into ledger.log values (true)',
  ])('refuses the application role: %s', async (sql) => {
    await expect(app.query(sql)).rejects.toThrow(/permission denied/);
  });

  it.each(['update ledger.entry set version = 9', 'delete from ledger.disclosure', 'truncate ledger.commit'])(
    'refuses even the owner while triggers stand: %s',
    async (sql) => {
      await expect(owner.query(sql)).rejects.toThrow(/append-only/);
    },
  );

  it('shows the application nothing of a stream it is not party to', async () => {
    const { rows } = await app.query(
      'select * from ledger.entry union all select null, null, null, null, null, null, null, null, null from ledger.disclosure',
    );
    expect(rows).toEqual([]);
  });
});

describe('one altered byte', () => {
  it('is named by fact and field', async () => {
    const { firstIndex } = await ledger.commit(note('s/altered', 'altered', 'true'));
    await owner.query('alter table ledger.disclosure disable trigger append_only');
    await owner.query(
      `update ledger.disclosure set field_values = '["trve"]' where index = $1 and field_group = 'payment-history'`,
      [firstIndex.toString()],
    );
    const { faults } = await verifyLedger(owner, { subjects });
    expect(faults).toEqual([
      { code: 'FIELD_ALTERED', index: Number(firstIndex), stream: 's/altered', version: 1, field: 'text', fact: 'Noted' },
    ]);
  });
});
