import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { parseReceipt } from '@/lib/ledger/domain/receipt';
import { createPool } from '@/lib/platform/server/database';
import { createTestDatabase, type TestDatabase } from '@/lib/platform/server/test-database';
import { OrganisationKeys } from './organisation-keys';
import { PromiseWatch } from './promise-watch';
import { readAlarms } from './read-alarms';
import { Receipts } from './receipts';

const START = new Date('2026-11-02T12:00:00.000Z');
const seconds = (count: number): Date => new Date(START.getTime() + count * 1000);

let test: TestDatabase;
let owner: pg.Pool;
let worker: pg.Pool;
let watch: PromiseWatch;

beforeAll(async () => {
  test = await createTestDatabase(inject('ownerUrl'));
  owner = createPool(test.ownerUrl, 1);
  worker = createPool(test.workerUrl, 2);
});
afterAll(async () => {
  await worker.end();
  await owner.end();
  await test.drop();
});

const keys = new OrganisationKeys(mkdtempSync(join(tmpdir(), 'hearthline-receipts-')));
function open(): PromiseWatch {
  return new PromiseWatch(worker, new Receipts('test.example/1', () => keys.findOrCreate('receipts')));
}

/** A commit of one entry as the watch looks at it. */
async function record(index: number, recordedAt: Date): Promise<void> {
  await owner.query("insert into ledger.commit values ($1, 1, 'orgA', $2, '', 'statement', 'signature', $3)", [
    index,
    String(index),
    recordedAt,
  ]);
}
async function lookEvery(watcher: PromiseWatch, from: number, to: number): Promise<void> {
  for (let at = from; at <= to; at += 10) await watcher.look(seconds(at));
}
async function alarms(): Promise<{ index: number; receipt: { statement: string } }[]> {
  const { rows } = await owner.query<{ evidence: { index: number; receipt: { statement: string } } }>(
    "select evidence from ledger.alarm where kind = 'PROMISE_BROKEN' order by id",
  );
  return rows.map((row) => row.evidence);
}

it('says nothing before the promise is due, and then once, with the receipt as evidence', async () => {
  watch = open();
  await record(0, seconds(0));
  await lookEvery(watch, 0, 60);
  expect(await alarms()).toEqual([]);
  await lookEvery(watch, 70, 120);
  const [alarm, ...more] = await alarms();
  expect(more).toEqual([]);
  expect(parseReceipt(alarm?.receipt.statement ?? '')).toMatchObject({ firstIndex: 0, includeBy: seconds(60).toISOString() });
});

it('is told to everyone until a checkpoint covers it; the evidence stays', async () => {
  expect((await readAlarms(worker)).alarms).toMatchObject([{ kind: 'PROMISE_BROKEN', evidence: { index: 0 } }]);
  await owner.query("insert into ledger.checkpoint values (2, '', 'note')");
  expect((await readAlarms(worker)).alarms).toEqual([]);
  expect(await alarms()).toHaveLength(1);
});

it('says nothing of what a checkpoint covers', async () => {
  await record(1, seconds(1));
  await lookEvery(watch, 130, 200);
  expect(await alarms()).toHaveLength(1);
});

it('does not blame the log for time in which nothing ran', async () => {
  await record(2, seconds(200));
  await watch.look(seconds(5_000));
  await lookEvery(watch, 5_010, 5_050);
  expect(await alarms()).toHaveLength(1);
  await lookEvery(open(), 5_060, 5_100);
  expect(await alarms()).toHaveLength(1);
  await lookEvery(watch, 5_060, 5_080);
  expect((await alarms()).map(({ index }) => index)).toEqual([0, 2]);
});
