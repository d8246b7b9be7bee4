import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { verifyWithin } from '@/lib/ledger/server/verify-ledger';
import { createWorkPool } from '@/lib/platform/server/database';
import { SeededRandom } from '@/lib/servicing/domain/seeded-random';
import { ALL_FACTS } from './all-facts';
import { openRebuildSpace, type RebuildSpace } from './rebuilt-views';
import { takeBackup } from './tamper/backup-kinds';
import { buildLedger } from './tamper/build-ledger';
import { findFaults, formatOutcomes, KINDS, runCampaign } from './tamper/campaign';
import { REWRITE_KINDS } from './tamper/rewrite-kinds';
import type { TestNetwork } from './test-network';

const MUTANTS = 500;

let network: TestNetwork;
let space: RebuildSpace;

beforeAll(async () => {
  ({ network } = await buildLedger(inject('ownerUrl'), { seed: 1, loans: 18 }, async ({ ownerUrl }) => {
    const pool = createWorkPool(ownerUrl, 1);
    const client = await pool.connect();
    await takeBackup(client);
    client.release();
    await pool.end();
  }));
  space = await openRebuildSpace(network.ownerUrl, network.worker.subjects);
});
afterAll(async () => {
  await space.drop();
  await network.close();
});

describe('a database superuser who tampers', () => {
  it('is prevented or found out, whatever he changes, and the first bad place is named', async () => {
    expect(KINDS.length).toBeGreaterThanOrEqual(20);
    const outcomes = await runCampaign(network, space, { mutants: MUTANTS, seed: 1 });
    process.stdout.write(`${formatOutcomes(outcomes)}\n`);
    expect(outcomes.flatMap(({ kind, missed }) => missed.map((words) => `${kind}: ${words}`))).toEqual([]);
    const idle = outcomes.filter(({ tried, prevented }) => tried === 0 || tried === prevented).map(({ kind }) => kind);
    expect(idle).toEqual([]);
  }, 600_000);

  it('is found out only by what lies outside Postgres when all keys were stolen and the chain rewritten whole', async () => {
    const kind = REWRITE_KINDS.find(({ name }) => name.includes('stolen'));
    const pool = createWorkPool(network.ownerUrl, 1);
    const client = await pool.connect();
    await client.query('begin');
    for (const table of ['entry', 'commit', 'disclosure', 'subtree', 'checkpoint', 'verifier_key'])
      await client.query(`alter table ledger.${table} disable trigger user`);
    await kind?.apply({ client, random: new SeededRandom(7), network });
    expect((await verifyWithin(client, { subjects: network.worker.subjects, definitions: ALL_FACTS })).faults).toEqual([]);
    expect((await findFaults(client, network, space)).map(({ code }) => code)).toContain('CHECKPOINT_CONTRADICTED');
    await client.query('rollback');
    client.release();
    await pool.end();
  });

  it('and nobody else: ledgers that were left alone raise no alarm', async () => {
    for (const seed of [2, 3, 4]) {
      const { network: clean } = await buildLedger(inject('ownerUrl'), { seed, loans: 8 });
      const own = await openRebuildSpace(clean.ownerUrl, clean.worker.subjects);
      const pool = createWorkPool(clean.ownerUrl, 1);
      const client = await pool.connect();
      await client.query('begin');
      expect(await findFaults(client, clean, own), `seed ${String(seed)}`).toEqual([]);
      await client.query('rollback');
      client.release();
      await pool.end();
      await own.drop();
      await clean.close();
    }
  });
});
