import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { WantedErasure } from '@/lib/servicing/domain/decide-erasure';
import { eraseLoan } from '@/lib/servicing/server/erase-loan';
import { openTestCopy, type TestCopy } from './test-copy';
import { NEWER, OLDER, openErasures, type ErasureNetwork } from './test-erasure';
import { FIRST, SECOND, THIRD } from './test-past';
import { openTestSigner, type TestSigner } from './test-signer';
import { allViews } from './test-views';

const TODAY = Temporal.PlainDate.from('2026-11-27');
const KINDS = ['servicer', 'owner', 'homeowner'] as const;

let open: ErasureNetwork;
let signer: TestSigner;
const copies = new Map<string, TestCopy>();

const openCopy = (organisation: string): Promise<TestCopy> =>
  openTestCopy(open.network, { organisation, templateUrl: inject('ownerUrl') });

beforeAll(async () => {
  open = await openErasures(inject('ownerUrl'));
  signer = await openTestSigner(open.network);
  await signer.sign();
  for (const kind of KINDS) {
    const copy = await openCopy(kind);
    copies.set(kind, copy);
    await copy.catchUp();
  }
}, 180_000);
afterAll(async () => {
  for (const copy of copies.values()) await copy.close();
  await open.close();
});

/** Erased at the hub, obeyed there and put under a checkpoint. */
async function erase(number: string, wanted: WantedErasure): Promise<void> {
  const why = { reason: 'asked for by the borrower', legalBasis: 'Cal. Civ. Code § 1798.105' };
  const what = { loan: open.loan(number), idempotencyKey: JSON.stringify([number, wanted]), wanted, ...why };
  await eraseLoan(open.writes, open.network.actor('servicer'), what, TODAY);
  await open.network.worker.context.follow();
  await open.network.worker.erase('unconfirmed');
  await signer.sign();
}

/** Where a name stands in a copy, in clear. */
async function tablesWith({ owner }: TestCopy, text: string): Promise<string[]> {
  const { rows } = await owner.query<{ name: string }>(
    "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')",
  );
  const hits: string[] = [];
  for (const { name } of rows) {
    const { rowCount } = await owner.query(`select 1 from ${name} t where position($1 in t::text) > 0 limit 1`, [text]);
    if (rowCount !== 0) hits.push(name);
  }
  return hits;
}

async function expectEqual(kind: string, copy: TestCopy): Promise<void> {
  const { sources, network } = open;
  const loans = [FIRST, SECOND, THIRD].map((number) => open.loan(number));
  const asked = { actor: network.actor(kind), today: TODAY, loans, since: new Date(0) };
  const own = { ...sources, database: copy.database, pool: copy.app, hub: { ...sources.hub, subjects: copy.subjects } };
  expect(await allViews({ sources: own, ...asked }), kind).toEqual(await allViews({ sources, ...asked }));
}

describe('what is erased at the hub', () => {
  it('is erased in a copy: a field, and then a person', async () => {
    const servicer = copies.get('servicer');
    if (servicer === undefined) throw new Error('The servicer keeps no copy');
    expect(await tablesWith(servicer, NEWER)).toEqual(['servicing.loan_record']);
    await erase(FIRST, { scope: 'fields', fields: ['name'] });
    for (const [kind, copy] of copies) {
      await copy.catchUp();
      await expectEqual(kind, copy);
    }
    expect(await tablesWith(servicer, `${OLDER} II`)).toEqual([]);
    await erase(SECOND, { scope: 'person' });
    for (const [kind, copy] of copies) {
      await copy.catchUp();
      await expectEqual(kind, copy);
    }
    for (const name of [OLDER, NEWER]) expect(await tablesWith(servicer, name)).toEqual([]);
    expect(servicer.subjects.reader()(`loan/${open.loan(SECOND)}`)).toBe('destroyed');
    expect(new Set(servicer.told).size).toBe(2);
  });

  it('never comes to a copy that is begun afterwards', async () => {
    const late = await openCopy('servicer');
    await late.catchUp();
    await expectEqual('servicer', late);
    expect(await tablesWith(late, NEWER)).toEqual([]);
    await late.close();
  });
});
