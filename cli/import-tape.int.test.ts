import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { verifyLedger } from '@/lib/ledger/server/verify-ledger';
import { createPool } from '@/lib/platform/server/database';
import { everyEntry } from './test-facts';
import { openTestNetwork, type TestNetwork } from './test-network';
import { origination, performance } from './test-tape';

let network: TestNetwork;

beforeAll(async () => {
  network = await openTestNetwork(inject('ownerUrl'));
});
afterAll(async () => {
  await network.close();
});

const sample = (name: string): string => readFileSync(new URL(`samples/${name}`, import.meta.url), 'latin1');

async function query<Row>(text: string, values: unknown[] = []): Promise<Row[]> {
  const { rows } = await network.worker.context.pool.query(text, values);
  return rows as Row[];
}

async function factsOf(loan: string): Promise<string[]> {
  const numbers = await query<{ stream: string }>(
    "select 'loan/' || loan_id as stream from servicing.loan_number where agency_loan_id = $1",
    [loan],
  );
  return (await everyEntry(network)).filter(({ stream }) => stream === numbers[0]?.stream).map(({ type }) => type);
}

const tape = async (
  id: string,
): Promise<{ state: string; summary: Record<string, unknown>; fault: { code: string; message: string } }> =>
  (await query<never>('select * from servicing.tape where id = $1', [id]))[0] as never;

describe('importing a month', () => {
  it('reads the published synthetic pair, names its dialect and derives each missed payment', async () => {
    const id = await network.sendTape({
      origination: sample('sample_orig_2019.txt'),
      performance: sample('sample_svcg_2019.txt'),
    });
    const checked = await tape(id);
    expect(checked).toMatchObject({ state: 'ready', summary: { rowCount: 25, newLoans: 4, problemRows: 0 } });
    expect((checked.summary.notes as string[]).length).toBeGreaterThan(0);
    await network.commitTape(id);
    expect((await tape(id)).state).toBe('committed');
    expect((await everyEntry(network)).map(({ type }) => type)).toContain('PaymentMissed');
  });

  it('derives month against month: late, later, cured', async () => {
    const months = [['202408', '00', '239000.00'], ['202409', '01', '239000.00'], ['202410', '02', '239000.00'], ['202411', '00', '238000.00']] as const; // prettier-ignore
    const lines = months.map(([period, status, upb]) => performance('DERIVE000001', period, status, upb));
    await network.commitTape(await network.sendTape({ origination: origination('DERIVE000001'), performance: lines.join('\n') }));
    expect(await factsOf('DERIVE000001')).toEqual([
      'LoanBoarded', 'BalanceReported', 'BalanceReported', 'PaymentMissed', 'BalanceReported', 'PaymentMissed', 'BalanceReported', 'PaymentReceived',
    ]); // prettier-ignore
    const alerts = await query<{ state: string; reason: string; opened_due_on: string }>(
      "select a.* from servicing.alert a join servicing.loan_number n using (loan_id) where n.agency_loan_id = 'DERIVE000001'",
    );
    expect(alerts).toMatchObject([{ state: 'resolved', reason: 'cured', opened_due_on: '2024-09-01' }]);
  });

  it('recognises the same files and changes nothing', async () => {
    const files = {
      origination: origination('SAME00000001'),
      performance: performance('SAME00000001', '202409', '01', '239000.00'),
    };
    await network.commitTape(await network.sendTape(files));
    const before = await query('select count(*) from ledger.entry');
    expect(await tape(await network.sendTape(files))).toMatchObject({ state: 'duplicate', fault: { code: 'SAME_FILES' } });
    expect(await query('select count(*) from ledger.entry')).toEqual(before);
  });

  it('shows a changed month as a difference and, confirmed with a reason, appends a correction', async () => {
    const first = {
      origination: origination('DIFFER000001'),
      performance: performance('DIFFER000001', '202409', '01', '239000.00'),
    };
    await network.commitTape(await network.sendTape(first));
    const id = await network.sendTape({ performance: performance('DIFFER000001', '202409', '00', '238500.00') });
    expect(await tape(id)).toMatchObject({ state: 'ready', summary: { changedRows: 1, newRows: 0 } });
    await expect(network.commitTape(id)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await network.commitTape(id, 'Payment posted late by the lockbox');
    expect(await factsOf('DIFFER000001')).toContain('ReportCorrected');
    const [standing] = await query(
      "select s.* from servicing.loan_standing s join servicing.loan_number n using (loan_id) where n.agency_loan_id = 'DIFFER000001'",
    );
    expect(standing).toMatchObject({ delinquency_status: '00', upb_cents: '23850000' });
  });

  it('a month differs by rate, plan, modification or deferral alone too; once corrected it differs no more', async () => {
    const month = (period: string, at: number, value: string): string => performance('WHOLE0000001', period, '00', '239000.00').split('|').with(at, value).join('|'); // prettier-ignore
    const before = ['202408', '202409', '202410', '202411', '202412'].map((period) => month(period, 0, 'WHOLE0000001'));
    const after = [month('202408', 10, '5.500'), month('202409', 29, 'F'), month('202410', 7, 'Y'), month('202411', 24, 'C'), before.at(-1) ?? '']; // prettier-ignore
    await network.commitTape(
      await network.sendTape({ origination: origination('WHOLE0000001'), performance: before.join('\n') }),
    );
    const id = await network.sendTape({ performance: after.join('\n') });
    expect(await tape(id)).toMatchObject({ state: 'ready', summary: { changedRows: 4, unchangedRows: 1 } });
    const known = (await factsOf('WHOLE0000001')).length;
    await network.commitTape(id, 'The sender left four fields out');
    const told = (await factsOf('WHOLE0000001')).slice(known).sort();
    const corrected = ['ReportCorrected', 'ReportCorrected', 'ReportCorrected', 'ReportCorrected'];
    // A modification or deferral resets what is unpaid: what was taken for a payment in its month was none.
    expect(told).toEqual(['PaymentReversed', 'PaymentReversed', ...corrected, 'WorkoutReported', 'WorkoutReported']);
    const again = await network.sendTape({ performance: [...after, month('202501', 10, '5.500')].join('\n') });
    expect(await tape(again)).toMatchObject({ state: 'ready', summary: { changedRows: 0, unchangedRows: 5, newRows: 1 } });
    await network.commitTape(again);
    expect((await factsOf('WHOLE0000001')).slice(known + told.length)).toEqual(['BalanceReported', 'PaymentReceived']);
  });

  it('a correction of an older month neither opens nor closes an alert about the newest', async () => {
    const months = (statuses: readonly string[]): string =>
      statuses.map((status, at) => performance('OLDER0000001', `20240${String(at + 7)}`, status, '239000.00')).join('\n');
    await network.commitTape(
      await network.sendTape({ origination: origination('OLDER0000001'), performance: months(['00', '01', '02']) }),
    );
    const alerts = (): Promise<{ state: string }[]> =>
      query(
        "select a.* from servicing.alert a join servicing.loan_number n using (loan_id) where n.agency_loan_id = 'OLDER0000001'",
      );
    const late = await alerts();
    expect(late).toMatchObject([{ state: 'new' }]);
    await network.commitTape(await network.sendTape({ performance: months(['00', '00', '02']) }), 'August was paid after all');
    expect(await alerts()).toEqual(late);
  });

  it('lists bad lines with field and reason and imports the good ones', async () => {
    const bad = performance('BADLINE00002', '202413', '01', '239000.00');
    const good = performance('BADLINE00001', '202409', '01', '239000.00');
    const id = await network.sendTape({
      origination: [origination('BADLINE00001'), origination('BADLINE00002')].join('\n'),
      performance: `${good}\n${bad}`,
    });
    expect(await tape(id)).toMatchObject({ state: 'ready', summary: { problemRows: 1, rowCount: 1 } });
    const problems = await query<{ line: number; reason: string }>(
      'select line, field, reason from servicing.tape_problem where tape = $1',
      [id],
    );
    expect(problems).toMatchObject([{ line: 2 }]);
  });

  it('lists a line with NUL and imports the others', async () => {
    const good = performance('NULLINE00001', '202409', '01', '239000.00');
    const bad = performance('NULLINE00001', '202410', '0\0', '239000.00');
    const id = await network.sendTape({ origination: origination('NULLINE00001'), performance: `${good}\n${bad}` });
    expect(await tape(id)).toMatchObject({ state: 'ready', summary: { problemRows: 1, rowCount: 1 } });
  });

  it('refuses a file whose field count no release has, and one that breaks off', async () => {
    const short = performance('SHORT0000001', '202409', '01', '1.00').split('|').slice(0, 30).join('|');
    expect(await tape(await network.sendTape({ performance: short }))).toMatchObject({
      state: 'refused',
      fault: { code: 'FILE_FIELD_COUNT' },
    });
    const cut = `${performance('SHORT0000001', '202409', '01', '1.00')}\nSHORT0000001|2024`;
    expect(await tape(await network.sendTape({ performance: cut }))).toMatchObject({
      state: 'refused',
      fault: { code: 'FILE_FIELD_COUNT' },
    });
  });

  it('refuses control totals that do not match', async () => {
    const files = {
      origination: origination('CONTROL00001'),
      performance: performance('CONTROL00001', '202409', '01', '239000.00'),
    };
    expect(await tape(await network.sendTape(files, { rowCount: 2 }))).toMatchObject({
      state: 'refused',
      fault: { code: 'CONTROL_TOTALS' },
    });
    expect(await tape(await network.sendTape(files, { rowCount: 1, upbTotal: '239000.00' }))).toMatchObject({ state: 'ready' });
  });

  it('leaves a ledger that verifies whole, and views that equal a rebuild from nothing', async () => {
    const pool = createPool(network.ownerUrl, 1);
    expect((await verifyLedger(pool, network.worker)).faults).toEqual([]);
    await pool.end();
    const views = [
      'servicing.loan_standing',
      'servicing.loan_month',
      'servicing.alert',
      'lending.position',
      'lending.month_bucket',
      'lending.movement',
      'securities.position',
      'securities.restatement',
    ];
    const past = ['servicing.loan_standing_past', 'servicing.loan_month_past', 'servicing.alert_past', 'lending.position_past'];
    const digest = async (): Promise<unknown[]> =>
      Promise.all(
        [...views, ...past].map(async (view) =>
          query(`select md5(string_agg(t::text, '|' order by t::text)) as digest from ${view} t`),
        ),
      );
    const standing = await digest();
    await query('update platform.cursor set position = 0');
    await query(
      `truncate ${views.join(', ')}, servicing.loan, servicing.loan_number, servicing.loan_record, securities.pool, securities.security`,
    );
    await network.worker.context.follow();
    expect(await digest()).toEqual(standing);
  });
});
