import { RECEIPTS } from '@/lib/ledger/domain/receipt';
import { Receipts } from '@/lib/ledger/server/receipts';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { HUB } from '@/lib/ledger/language/facts';
import { asOrganisation, createPool } from '@/lib/platform/server/database';
import { createTape } from '@/lib/servicing/server/create-tape';
import { postPayment } from '@/lib/servicing/server/post-payment';
import { workAlert } from '@/lib/servicing/server/work-alert';
import { everyEntry } from './test-facts';
import { TEST_ORGANISATIONS, type TestNetwork } from './test-network';
import { FIRST, idOf, openPast, SECOND, THIRD, type Ending } from './test-past';
import { allViews, type Looking } from './test-views';

type Asked = Pick<Looking, 'loans' | 'since'>;
type Views = ReadonlyMap<string, Record<string, unknown>>;

const TODAY = Temporal.PlainDate.from('2024-12-15');

let network: TestNetwork;
/** What everyone was shown when the ledger ended at a position. */
const seen: (Ending & { readonly asked: Asked; readonly views: Views })[] = [];

/** All views of all organisations, now or as of a position. */
async function look(open: TestNetwork, asked: Asked, asOf?: bigint): Promise<Views> {
  const { worker, database } = open;
  const key = worker.keys.find(HUB);
  if (key === undefined) throw new Error('The hub has registered no key');
  const sources = { database, pool: worker.context.pool, hub: { origin: 'test', key: () => key, subjects: worker.subjects } };
  const views = TEST_ORGANISATIONS.map(async ({ id }) => {
    return [id, await allViews({ sources, actor: { ...open.actor(id), asOf }, today: TODAY, ...asked })] as const;
  });
  return new Map(await Promise.all(views));
}

beforeAll(async () => {
  network = await openPast(inject('ownerUrl'), async (open, ending) => {
    // Once a loan has an id it is asked for by this too: not everyone may know its number.
    const asked = { loans: [FIRST, SECOND, THIRD, await idOf(open, FIRST)], since: seen[2]?.at ?? new Date(0) };
    seen.push({ ...ending, asked, views: await look(open, asked) });
  });
}, 120_000);
afterAll(async () => {
  await network.close();
});

describe('every view as of every position', () => {
  it('is what it was when the ledger ended there, for each organisation', async () => {
    expect(seen.length).toBeGreaterThan(14);
    for (const { position, asked, views } of seen)
      expect(await look(network, asked, position), `as of ${String(position)}`).toEqual(views);
  });

  it('is the same after all views were folded from nothing in one go, where commits share steps', async () => {
    const { pool, follow } = network.worker.context;
    await pool.query(`truncate servicing.loan, servicing.loan_number, servicing.loan_record, servicing.loan_standing, servicing.loan_month,
      servicing.alert, lending.position, lending.month_bucket, lending.movement, securities.pool, securities.security,
      securities.position, securities.restatement`); // prettier-ignore
    await pool.query('delete from partners.stream_party');
    await pool.query('update platform.cursor set position = 0');
    await follow();
    for (const { position, asked, views } of seen.slice(8))
      expect(await look(network, asked, position), `as of ${String(position)}`).toEqual(views);
  });
});

describe('the access that applied then', () => {
  /** The position before the commit that holds a fact about a loan, and the one after it. */
  const around = async (type: string, number: string): Promise<[bigint, bigint]> => {
    const stream = `loan/${await idOf(network, number)}`;
    const found = (await everyEntry(network)).find((entry) => entry.stream === stream && entry.type === type);
    const { rows } = await network.worker.context.pool.query<{ first: string; end: string }>(
      'select first_index as first, first_index + entry_count as end from ledger.commit where first_index = $1',
      [found?.row.commit_first],
    );
    return [BigInt(rows[0]?.first ?? 0), BigInt(rows[0]?.end ?? 0)];
  };

  const told = async (organisation: string, number: string, asOf?: bigint): Promise<bigint[]> => {
    const stream = `loan/${await idOf(network, number)}`;
    const rows = await asOrganisation(network.database, { organisation, asOf }, (transaction) => transaction.$queryRaw<{ index: bigint }[]>`
      select distinct index from ledger.disclosure where stream = ${stream} order by index`); // prettier-ignore
    return rows.map((row) => row.index);
  };

  it('shows nothing to one who was not yet party, though it sees all of it now', async () => {
    const [before, after] = await around('LoanPartyAssigned', SECOND);
    expect((await told('stranger', SECOND)).length).toBeGreaterThan(0);
    expect(await told('stranger', SECOND, before)).toEqual([]);
    expect(await told('stranger', SECOND, after)).toEqual((await told('stranger', SECOND)).filter((index) => index < after));
  });

  it('shows what it showed then to one who is party no longer', async () => {
    const [, ended] = await around('AlertAcknowledged', FIRST);
    const owner = createPool(network.ownerUrl, 1);
    const stream = `loan/${await idOf(network, FIRST)}`;
    const party = 'update partners.stream_party set to_index = $2 where stream = $1 and organisation = ';
    const record = (asOf?: bigint): Promise<unknown[]> =>
      asOrganisation(network.database, { organisation: 'securitizer', asOf }, (transaction) =>
        transaction.loanRecord.findMany({ where: { loanId: stream.slice('loan/'.length) } }),
      );
    const then = [await record(ended), await told('securitizer', FIRST, ended)];
    expect(then[0]).not.toEqual([]);
    await owner.query(`${party}'securitizer'`, [stream, ended.toString()]);
    try {
      expect(await record()).toEqual([]);
      expect(await record(ended + 1n)).toEqual([]);
      expect([await record(ended), await told('securitizer', FIRST, ended)]).toEqual(then);
    } finally {
      await owner.query(`${party}'securitizer'`, [stream, null]);
      await owner.end();
    }
  });

  it('is asked of tables that honour the past, and of no other', async () => {
    for (const table of ['servicing.tape', 'partners.book', 'partners.person', 'ledger.stream_head', 'ledger.head'])
      await expect(
        asOrganisation(network.database, { organisation: 'servicer', asOf: 20n }, (transaction) =>
          transaction.$queryRawUnsafe(`select 1 from ${table}`),
        ),
        table,
      ).rejects.toThrow(/permission denied/);
  });

  it('lets nobody act: what writes is refused to an actor who looks at the past', async () => {
    const actor = { ...network.actor('servicer'), asOf: 20n };
    const { pool, ledger } = network.worker.context;
    const receipts = new Receipts('test', () => network.worker.keys.findOrCreate(RECEIPTS));
    const writes = { database: network.database, pool, ledger, receipts };
    const refused = { code: 'AS_OF_REFUSED' };
    const payment = { loan: FIRST, amount: '1.00', receivedOn: '2024-11-01', idempotencyKey: 'past' };
    await expect(postPayment(writes, actor, payment, TODAY)).rejects.toMatchObject(refused);
    const acknowledge = { loan: FIRST, idempotencyKey: 'past', action: { kind: 'acknowledge' } } as const;
    await expect(workAlert(writes, actor, acknowledge)).rejects.toMatchObject(refused);
    await expect(createTape(network.database, actor, { files: ['performance'], control: {} })).rejects.toMatchObject(refused);
  });
});
