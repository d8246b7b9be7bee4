import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { listAlerts } from '@/lib/servicing/server/list-alerts';
import type { AlertView } from '@/lib/servicing/language/alert-views';
import { ContactMade, WrittenNoticeSent } from '@/lib/servicing/language/work-facts';
import { openTestNetwork, type TestNetwork } from './test-network';
import { origination, performance } from './test-tape';

let network: TestNetwork;

beforeAll(async () => {
  network = await openTestNetwork(inject('ownerUrl'));
});
afterAll(async () => {
  await network.close();
});

const TODAY = Temporal.PlainDate.from('2024-10-01');

/** The loan's alert: late since July, and by its newest month unpaid since September 1. */
async function alertAfter(work: { contact?: string; notice?: string }): Promise<AlertView | undefined> {
  const number = `CLOCK${String((made += 1)).padStart(7, '0')}`;
  const months = ['07', '08', '09'].map((month) => performance(number, `2024${month}`, '01', '239000.00'));
  await network.commitTape(await network.sendTape({ origination: origination(number), performance: months.join('\n') }));
  const actor = network.actor('servicer');
  const { alerts } = await listAlerts(network.database, actor, { limit: 50 }, TODAY);
  const loanId = alerts.find((alert) => alert.agencyLoanId === number)?.loanId ?? '';
  const about = { stream: `loan/${loanId}`, causes: [], occurredAt: '2024-10-01' };
  const contact = { channel: 'phone', outcome: 'reached', madeOn: work.contact ?? '' };
  const facts = [
    ...(work.contact === undefined ? [] : [{ ...about, definition: ContactMade, values: contact }]),
    ...(work.notice === undefined ? [] : [{ ...about, definition: WrittenNoticeSent, values: { sentOn: work.notice } }]),
  ];
  const request = { organisation: 'servicer', actor: 'tester', idempotencyKey: number, fingerprint: number };
  await network.worker.context.ledger.commit({ ...request, signedAt: '2024-10-01T00:00:00.000Z', facts });
  await network.worker.context.follow();
  return (await listAlerts(network.database, actor, { limit: 50, loan: loanId }, TODAY)).alerts[0];
}
let made = 0;

// 12 CFR 1024.39: live contact within 36 days after each due date; the notice by day 45, once in 180 days.
it.each([
  [{ contact: '2024-08-05' }, 'live-contact', '2024-10-07'],
  [{ contact: '2024-09-01' }, 'written-notice', '2024-10-16'],
  [{ contact: '2024-09-20', notice: '2024-04-19' }, 'written-notice', '2024-10-16'],
  [{ contact: '2024-09-20', notice: '2024-04-20' }, undefined, undefined],
  [{ notice: '2024-09-20' }, 'live-contact', '2024-10-07'],
])('with %o, what is still owed for September 1 is %s by %s', async (work, clock, dueOn) => {
  const alert = await alertAfter(work);
  expect(alert?.nextClock?.clock).toBe(clock);
  expect(alert?.nextClock?.dueOn).toBe(dueOn);
});
