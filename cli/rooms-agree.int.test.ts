import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { missPayments } from '@/lib/servicing/server/miss-payments';
import { everyEntry } from './test-facts';
import { openTestNetwork, type TestNetwork } from './test-network';
import { exitLine, line, post, standingOf, tell, type Standing } from './test-rooms';
import { origination } from './test-tape';

let network: TestNetwork;

beforeAll(async () => {
  network = await openTestNetwork(inject('ownerUrl'));
});
afterAll(async () => {
  await network.close();
});

/** That the rooms show the same loan, and that it is as expected. */
async function expectAll(number: string, expected: Partial<Standing> & { bucket: string }): Promise<void> {
  const { bucket, ...own } = expected;
  const row = await standingOf(network, number);
  expect(row).toMatchObject({ ...own, owner_bucket: bucket, pool_bucket: bucket });
  expect([row.owner_upb, row.pool_upb]).toEqual([row.upb_cents, row.upb_cents]);
}

async function factsOf(number: string): Promise<string[]> {
  const { loan_id } = await standingOf(network, number);
  return (await everyEntry(network)).filter(({ stream }) => stream === `loan/${loan_id}`).map(({ type }) => type);
}

describe('a payment posted by hand', () => {
  it('for a day before the tape’s period end moves every room', async () => {
    await tell(network, line('POSTED000001', '202408', '01'), line('POSTED000001', '202409', '02'));
    await post(network, 'POSTED000001', { installments: 1n, receivedOn: '2024-09-28' });
    await expectAll('POSTED000001', { bucket: '30', earliest_unpaid_due_on: '2024-09-01', as_of_on: '2024-09-30', feed: 'direct' }); // prettier-ignore
  });

  it('stands on top of a month that ended before it and is told after it', async () => {
    await tell(network, line('POSTED000002', '202408', '01'));
    await post(network, 'POSTED000002', { installments: 2n, receivedOn: '2024-10-03' });
    await expectAll('POSTED000002', { bucket: 'current', earliest_unpaid_due_on: '2024-10-01' });
    await tell(network, line('POSTED000002', '202409', '02', '238900.00'));
    await expectAll('POSTED000002', { bucket: 'current', earliest_unpaid_due_on: '2024-10-01', as_of_on: '2024-10-03', upb_cents: '23890000', feed: 'direct' }); // prettier-ignore
    expect(await factsOf('POSTED000002')).not.toContain('PaymentReversed');
    await tell(network, line('POSTED000002', '202410', '00', '238000.00'));
    await expectAll('POSTED000002', { bucket: 'current', earliest_unpaid_due_on: '2024-11-01', as_of_on: '2024-10-31', feed: 'tape' }); // prettier-ignore
  });

  it('is told by a month that ended after it, and is not counted twice', async () => {
    await tell(network, line('POSTED000003', '202408', '01'));
    await post(network, 'POSTED000003', { installments: 1n, receivedOn: '2024-09-05' });
    await tell(network, line('POSTED000003', '202409', '01'));
    await expectAll('POSTED000003', { bucket: '30', earliest_unpaid_due_on: '2024-09-01', feed: 'tape' });
    expect(await factsOf('POSTED000003')).toEqual([
      'LoanBoarded', 'BalanceReported', 'PaymentMissed', 'PaymentReceived', 'BalanceReported', 'PaymentMissed',
    ]); // prettier-ignore
  });

  it('is kept by a correction of the balance alone', async () => {
    await tell(network, line('POSTED000004', '202408', '01'), line('POSTED000004', '202409', '02'));
    await post(network, 'POSTED000004', { installments: 2n, receivedOn: '2024-09-28' });
    await tell(network, line('POSTED000004', '202409', '02', '237000.00'));
    await expectAll('POSTED000004', { bucket: 'current', earliest_unpaid_due_on: '2024-10-01', upb_cents: '23700000' });
  });

  it('is followed by the calendar’s miss in every room', async () => {
    await tell(network, line('POSTED000005', '202408', '01'));
    await post(network, 'POSTED000005', { installments: 1n, receivedOn: '2024-09-05' });
    await missPayments(network.worker.context, Temporal.PlainDate.from('2024-09-30'));
    await network.worker.context.follow();
    await expectAll('POSTED000005', { bucket: '30', earliest_unpaid_due_on: '2024-09-01', as_of_on: '2024-09-30' });
  });
});

describe('a month', () => {
  it('that is unknown is not current in any room', async () => {
    await tell(network, line('UNKNOWN00001', '202408', '00'), line('UNKNOWN00001', '202409', 'XX'));
    await expectAll('UNKNOWN00001', { bucket: 'unknown', delinquency_status: 'XX', earliest_unpaid_due_on: '2024-09-01' });
  });

  it('before the first instalment is due counts in every room', async () => {
    const early = origination('EARLY0000001').replace('|202401|', '|202411|');
    const performance = line('EARLY0000001', '202409', '00', '239500.00');
    await network.commitTape(await network.sendTape({ origination: early, performance }));
    await expectAll('EARLY0000001', { bucket: 'current', upb_cents: '23950000', earliest_unpaid_due_on: '2024-11-01' });
    const next = { performance: line('EARLY0000001', '202410', '00', '239500.00') };
    await network.commitTape(await network.sendTape(next));
    expect(await factsOf('EARLY0000001')).toEqual(['LoanBoarded', 'BalanceReported', 'BalanceReported']);
  });

  it('in which the loan left earlier takes it out of every room', async () => {
    await tell(network, line('LEFT00000001', '202408', '02'), exitLine('LEFT00000001', '202410', '202409'));
    await expectAll('LEFT00000001', { bucket: 'exited', upb_cents: '0', exit_code: '01' });
    const { rows } = await network.worker.context.pool.query(
      'select from_bucket, to_bucket, upb_cents from lending.movement m join servicing.loan_number n using (loan_id) where n.agency_loan_id = $1 order by index',
      ['LEFT00000001'],
    );
    expect(rows).toEqual([
      { from_bucket: 'current', to_bucket: '60', upb_cents: '23900000' },
      { from_bucket: '60', to_bucket: 'exited', upb_cents: '23800000' },
    ]);
  });

  it('that says a loan is there after all brings it back in every room', async () => {
    await tell(network, line('BACK00000001', '202408', '00'), exitLine('BACK00000001', '202409'));
    await tell(network, line('BACK00000001', '202409', '01', '238500.00'));
    await expectAll('BACK00000001', { bucket: '30', upb_cents: '23850000', exit_code: null, earliest_unpaid_due_on: '2024-09-01' }); // prettier-ignore
  });
});

describe('the same months in any order', () => {
  const ORDERS = [
    [0, 1, 2, 3, 4],
    [4, 3, 2, 1, 0],
    [2, 4, 0, 3, 1],
    [3, 0, 4, 1, 2],
  ];

  it.each([
    ['paid', ['00', '01', '00', '02', '00']],
    ['unknown', ['00', '02', '01', 'XX', 'XX']],
    ['acquired', ['03', '05', 'RA', 'XX', 'RA']],
    ['exited', ['00', '01', '01', '02', 'exit']],
    ['exitedandback', ['00', 'exit', '01', '00', '01']],
  ])('leave a loan that was %s the same in every room', async (name, months) => {
    const number = (order: number): string => `${name.slice(0, 8).toUpperCase()}${String(order).padStart(4, '0')}`;
    const lineOf = (order: number, at: number): string => {
      const period = `20240${String(at + 5)}`;
      return months[at] === 'exit'
        ? exitLine(number(order), period)
        : line(number(order), period, months[at] ?? '', `23${String(9 - at)}000.00`);
    };
    for (let turn = 0; turn < months.length; turn += 1)
      await tell(network, ...ORDERS.map((order, at) => lineOf(at, order[turn] ?? 0)));
    const standings = await Promise.all(ORDERS.map((_, at) => standingOf(network, number(at))));
    const [first, ...others] = standings.map((standing) => ({ ...standing, loan_id: '', agency_loan_id: '', since_index: '' }));
    for (const other of others) expect(other).toEqual(first);
    expect(first?.owner_bucket).toBe(first?.pool_bucket);
  });
});

it('leaves views that equal a rebuild from nothing', async () => {
  const { pool } = network.worker.context;
  const views = ['servicing.loan_standing', 'servicing.loan_month', 'servicing.alert', 'lending.position', 'lending.month_bucket', 'lending.movement', 'securities.position', 'securities.restatement']; // prettier-ignore
  const digest = (): Promise<unknown[]> =>
    Promise.all(
      views.map(async (view) => {
        const { rows } = await pool.query<{ all: string }>(
          `select string_agg(t::text, '|' order by t::text) as all from ${view} t`,
        );
        return rows[0]?.all;
      }),
    );
  const standing = await digest();
  await pool.query('update platform.cursor set position = 0');
  await pool.query(
    `truncate ${views.join(', ')}, servicing.loan, servicing.loan_number, servicing.loan_record, securities.pool, securities.security`,
  );
  await network.worker.context.follow();
  expect(await digest()).toEqual(standing);
});
