import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { HUB } from '@/lib/ledger/language/facts';
import type { SubjectKeys } from '@/lib/ledger/server/subject-keys';
import { READ_POLICY } from '@/lib/partners/domain/policy';
import type { Database } from '@/lib/platform/server/database';
import type { Pool } from 'pg';
import { openTestCopy, type TestCopy } from './test-copy';
import { TEST_ORGANISATIONS, type TestNetwork } from './test-network';
import { FIRST, idOf, openPast, SECOND, THIRD } from './test-past';
import { openTestSigner } from './test-signer';
import { allViews } from './test-views';

const TODAY = Temporal.PlainDate.from('2024-12-15');
const SINCE = new Date(0);

let network: TestNetwork;
const copies = new Map<string, TestCopy>();
/** What each organisation is shown by the hub and by its own copy, after each commit. */
const seen: { readonly organisation: string; readonly hub: unknown; readonly copy: unknown }[] = [];

async function look(open: TestNetwork, organisation: string, { database, pool, subjects }: { database: Database; pool: Pool; subjects: SubjectKeys }, asOf?: bigint): Promise<unknown> {
  const hub = { origin: open.worker.origin, key: () => open.worker.keys.findOrCreate(HUB), subjects };
  const loans = [FIRST, SECOND, THIRD, await idOf(open, FIRST), await idOf(open, SECOND)];
  const actor = { ...open.actor(organisation), asOf };
  return allViews({ sources: { database, pool, hub }, actor, today: TODAY, loans, since: SINCE });
} // prettier-ignore

async function compare(open: TestNetwork, asOf?: bigint): Promise<typeof seen> {
  const pairs = TEST_ORGANISATIONS.map(async ({ id }) => {
    const copy = copies.get(id);
    if (copy === undefined) throw new Error(`${id} keeps no copy`);
    const hub = { database: open.database, pool: open.worker.context.pool, subjects: open.worker.subjects };
    return {
      organisation: id,
      hub: await look(open, id, hub, asOf),
      copy: await look(open, id, { ...copy, pool: copy.app }, asOf),
    };
  });
  return Promise.all(pairs);
}

/** Where a record ended as of a position within a commit that a copy does not hold is told by the commit's beginning at the hub. */
function withoutProofs(views: unknown): unknown {
  return Object.fromEntries(Object.entries(views as object).filter(([name]) => !name.startsWith('proof')));
}

beforeAll(async () => {
  let signing = false;
  let signer: Awaited<ReturnType<typeof openTestSigner>> | undefined;
  network = await openPast(inject('ownerUrl'), async (open) => {
    if (signing) return;
    signing = true;
    signer ??= await openTestSigner(open);
    await signer.sign();
    for (const { id } of TEST_ORGANISATIONS) {
      const copy = copies.get(id) ?? (await openTestCopy(open, { organisation: id, templateUrl: inject('ownerUrl') }));
      copies.set(id, copy);
      await copy.catchUp();
    }
    seen.push(...(await compare(open)));
    signing = false;
  });
}, 300_000);
afterAll(async () => {
  for (const copy of copies.values()) await copy.close();
  await network.close();
});

describe('what a partner’s own copy shows', () => {
  it('is what the hub shows its organisation, after every commit', () => {
    expect(seen.length).toBeGreaterThan(14 * TEST_ORGANISATIONS.length);
    for (const { organisation, hub, copy } of seen) expect(copy, organisation).toEqual(hub);
  });

  it('is what the hub shows as of every earlier position', async () => {
    // How the network was founded was folded in one step: the rows of deals then stand from where that step began.
    const { rows } = await network.worker.context.pool.query<{ first_index: string }>(
      `select first_index from ledger.commit
       where first_index >= (select min(first_index) from ledger.commit where idempotency_key like 'tape/%')`,
    );
    expect(rows.length).toBeGreaterThan(30);
    for (const { first_index: at } of rows.filter((_, place) => place % 5 === 0))
      for (const { organisation, hub, copy } of await compare(network, BigInt(at)))
        expect(withoutProofs(copy), `${organisation} as of ${at}`).toEqual(withoutProofs(hub));
  });

  it('is the same for a copy that is begun late, and takes all of it in at once', async () => {
    for (const { id } of TEST_ORGANISATIONS) {
      const late = await openTestCopy(network, { organisation: id, templateUrl: inject('ownerUrl') });
      await late.catchUp();
      const hub = await look(network, id, {
        database: network.database,
        pool: network.worker.context.pool,
        subjects: network.worker.subjects,
      });
      expect(await look(network, id, { ...late, pool: late.app }), id).toEqual(hub);
      await late.close();
    }
  });

  it('says of what its organisation may not know no more than that it is there', async () => {
    for (const [organisation, copy] of copies) {
      const { rows } = await copy.owner.query<{ field_group: string; about: string }>('select distinct field_group, about from ledger.disclosure');
      const { kind } = network.actor(organisation);
      const may = new Set<string>([...READ_POLICY[kind], 'log']);
      expect(rows.filter(({ field_group, about }) => !may.has(field_group) || !may.has(about)), organisation).toEqual([]);
    }
  }); // prettier-ignore
});
