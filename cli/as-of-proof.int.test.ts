import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { isIncluded } from '@/lib/ledger/domain/verify-proof';
import { verifyStream } from '@/lib/ledger/domain/verify-stream';
import { HUB } from '@/lib/ledger/language/facts';
import { sha256, verifyBytes } from '@/lib/ledger/server/hashing';
import { TreeReader } from '@/lib/ledger/server/tree-reader';
import { createPool } from '@/lib/platform/server/database';
import { readLoanProof, type LoanProof } from '@/lib/servicing/server/read-loan-proof';
import type { TestNetwork } from './test-network';
import { FIRST, openPast, type Ending } from './test-past';

const crypto = { sha256, verifySignature: verifyBytes };

let network: TestNetwork;
let origin: string;
const seen: Ending[] = [];

/** Where the ledger ended after the nth commit. */
const ended = (at: number): bigint => seen[at]?.position ?? 0n;

beforeAll(async () => {
  network = await openPast(inject('ownerUrl'), (_, ending) => {
    seen.push(ending);
    return Promise.resolve();
  });
  const { rows } = await network.worker.context.pool.query<{ origin: string }>('select origin from ledger.log');
  origin = rows[0]?.origin ?? '';
  const owner = createPool(network.ownerUrl, 1);
  // What is shown does not depend on who signed the checkpoint: its size and root are what paths lead to.
  for (const at of [5, 9])
    await owner.query('insert into ledger.checkpoint (size, root, note) values ($1, $2, $3)', [
      ended(at).toString(),
      await new TreeReader(owner).root(Number(ended(at))),
      `checkpoint ${String(at)}`,
    ]);
  await owner.end();
});
afterAll(async () => {
  await network.close();
});

async function prove(asOf: bigint): Promise<LoanProof> {
  const { worker, database } = network;
  const key = worker.keys.find(HUB);
  if (key === undefined) throw new Error('The hub has registered no key');
  const sources = { database, pool: worker.context.pool, hub: { origin, key: () => key, subjects: worker.subjects } };
  return readLoanProof(sources, { ...network.actor('servicer'), asOf }, FIRST);
}

describe('a loan’s record as of a position', () => {
  it('holds by itself: every value, every link, and the signed head of that time', async () => {
    for (const { position } of seen.slice(2)) {
      const { sealed, stream } = await prove(position);
      expect((await verifyStream(sealed, { origin, stream }, crypto)).faults, String(position)).toEqual([]);
      expect(sealed.entries.every((entry) => entry.index < Number(position))).toBe(true);
    }
  });

  it('is shown to be in the log under the newest checkpoint of that time, and under no later one', async () => {
    const { sealed, inclusion } = await prove(ended(8));
    const size = Number(ended(5));
    const root = await new TreeReader(network.worker.context.pool).root(size);
    const covered = sealed.entries.filter((entry) => entry.index < size);
    expect(inclusion?.checkpoint).toBe('checkpoint 5');
    expect(covered.length).toBeGreaterThan(0);
    expect(inclusion?.paths).toHaveLength(covered.length);
    covered.forEach((entry, at) => {
      const path = (inclusion?.paths[at] ?? []).map((text) => Buffer.from(text, 'base64'));
      expect(isIncluded(entry, path, { checkpoint: { origin, size, root }, crypto })).toBe(true);
    });
    expect((await prove(ended(9))).inclusion?.checkpoint).toBe('checkpoint 9');
    expect((await prove(ended(4))).inclusion).toBeNull();
  });
});
