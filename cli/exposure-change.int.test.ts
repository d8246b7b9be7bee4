import type pg from 'pg';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { createPool } from '@/lib/platform/server/database';
import { readExposure } from '@/lib/securities/server/read-exposure';
import { openTestNetwork, type TestNetwork } from './test-network';

const SINCE = new Date('2026-03-01T00:00:00Z');
let network: TestNetwork;
let owner: pg.Pool;

const upb = (dollars: number): string => JSON.stringify({ '60': { upbCents: String(dollars * 100) }, '30': { upbCents: '77' } });

/** A pool's exposure is restated at a position, by so many dollars 60 days late before and after. */
async function restate(pool: string, index: number, on: string, [before, after]: readonly [number, number]): Promise<void> {
  await owner.query(
    `with placed as (select set_config('app.position', $2::text, false))
     insert into securities.restatement (pool, index, securitizer, recorded_at, as_of_on, before, after, loan_count, cause)
     select $1, $2::bigint, 'securitizer', $3, '2026-01-31', $4::jsonb, $5::jsonb, 1, 'cause' from placed`,
    [pool, index, on, upb(before), upb(after)],
  );
}

beforeAll(async () => {
  network = await openTestNetwork(inject('ownerUrl'));
  owner = createPool(network.ownerUrl, 1);
  for (const pool of ['quiet', 'busy', 'still'])
    await owner.query(
      `with placed as (select set_config('app.position', '0', false))
       insert into securities.pool (id, name, securitizer) select $1, $1, 'securitizer' from placed`,
      [pool],
    );
  await owner.query(
    `with placed as (select set_config('app.position', '0', false))
     insert into securities.security (id, pool, name, original_cents, securitizer) select p, p, p, 0, 'securitizer' from unnest(array['quiet', 'busy', 'still']) p, placed`,
  );
  await restate('quiet', 1, '2026-02-01T00:00:00Z', [0, 5]);
  await restate('quiet', 2, '2026-03-02T00:00:00Z', [5, 40]);
  await restate('quiet', 3, '2026-03-03T00:00:00Z', [40, 30]);
  for (let at = 0; at < 40; at += 1) await restate('busy', 10 + at, '2026-03-04T00:00:00Z', [100 + at, 101 + at]);
});
afterAll(async () => {
  await owner.end();
  await network.close();
});

it('a pool counts whose last change lies behind many of another pool: when it was, and what it came to since one looked', async () => {
  const { securities, seriousChange, restatements } = await readExposure(network.database, network.actor('securitizer'), SINCE);
  expect(restatements.every(({ pool }) => pool === 'busy')).toBe(true);
  const last = Object.fromEntries(securities.map(({ id, restatedAt }) => [id, restatedAt]));
  expect(last).toMatchObject({ quiet: '2026-03-03T00:00:00.000Z', busy: '2026-03-04T00:00:00.000Z', still: null });
  // 30 − 5 of the one and 140 − 100 of the other.
  expect(seriousChange).toBe('65.00');
});
