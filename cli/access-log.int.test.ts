import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { AccessLog } from '@/lib/partners/server/access-log';
import { LoanPartyAssigned } from '@/lib/partners/language/facts';
import type { PartyKind } from '@/lib/partners/language/party-kind';
import type { Actor } from '@/lib/partners/server/actor';
import { registerHub } from '@/lib/partners/server/join-network';
import { readAccess } from '@/lib/partners/server/read-access';
import { asOrganisation } from '@/lib/platform/server/database';
import type { RecordSources } from '@/lib/ledger/server/read-entries';
import { openTestNetwork, type TestNetwork } from './test-network';
import { origination, performance } from './test-tape';

let network: TestNetwork;
let loan: string;
let log: AccessLog;

const NOON = new Date('2026-11-02T12:00:00.000Z');
const minutes = (count: number): Date => new Date(NOON.getTime() + count * 60_000);
const actor = (kind: PartyKind, id = 'someone', organisation: string = kind): Actor => ({
  id,
  organisation,
  organisationName: organisation,
  kind,
  displayName: id,
});

beforeAll(async () => {
  network = await openTestNetwork(inject('ownerUrl'));
  const files = {
    origination: origination('LOOKED000001'),
    performance: performance('LOOKED000001', '202409', '01', '239000.00'),
  };
  await network.commitTape(await network.sendTape(files));
  const { pool, ledger } = network.worker.context;
  await registerHub(ledger, network.worker.keys);
  const { rows } = await pool.query<{ loan_id: string }>('select loan_id from servicing.loan limit 1');
  loan = rows[0]?.loan_id ?? '';
  const values = { organisation: 'homeowner', role: 'homeowner', sinceOn: '2024-10-01' };
  const facts = [{ definition: LoanPartyAssigned, stream: `loan/${loan}`, values, occurredAt: '2024-10-01', causes: [] }];
  const request = { organisation: 'servicer', actor: 'tester', idempotencyKey: 'homeowner', fingerprint: 'homeowner' };
  await ledger.commit({ ...request, signedAt: NOON.toISOString(), facts });
  await network.worker.context.follow();
  log = new AccessLog(ledger, 'secret');
});
afterAll(async () => {
  await network.close();
});

const sources = (): RecordSources => ({ database: network.database, subjects: network.worker.subjects });
const looks = (kind: PartyKind): ReturnType<typeof readAccess> => readAccess(sources(), actor(kind), loan);

it('tells homeowner and servicer of each look, once for ten minutes of a person', async () => {
  await log.record(actor('owner'), loan, NOON);
  await log.record(actor('owner'), loan, minutes(3));
  await Promise.all([log.record(actor('owner', 'another'), loan, minutes(4)), log.record(actor('owner', 'another'), loan, minutes(4))]);
  await log.record(actor('securitizer', 'api'), loan, minutes(11));
  for (const kind of ['homeowner', 'servicer'] as const)
    expect((await looks(kind)).map(({ organisation, at, program }) => [organisation, at, program])).toEqual([
      ['securitizer', minutes(11).toISOString(), true],
      ['owner', minutes(4).toISOString(), false],
      ['owner', NOON.toISOString(), false],
    ]);
}); // prettier-ignore

it('says what could be seen: the groups of the reader’s policy', async () => {
  const groups = (await looks('homeowner')).at(-1)?.groups;
  expect(groups).toContain('payment-history');
  expect(groups).not.toContain('identity');
});

it('is once for all processes: another one’s record of the same look adds nothing', async () => {
  const before = (await looks('homeowner')).length;
  await new AccessLog(network.worker.context.ledger, 'secret').record(actor('owner'), loan, minutes(9));
  expect(await looks('homeowner')).toHaveLength(before);
});

it('does not tell of the homeowner’s own looks', async () => {
  const before = (await looks('servicer')).length;
  await log.record(actor('homeowner'), loan, minutes(20));
  expect(await looks('servicer')).toHaveLength(before);
});

it.each(['owner', 'securitizer'] as const)('is refused to the %s, by the product and by Postgres', async (kind) => {
  await expect(looks(kind)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
  const told = await asOrganisation(network.database, { organisation: kind }, (transaction) =>
    transaction.disclosure.findMany({ where: { stream: `access/${loan}`, fieldGroup: 'access-log' } }),
  );
  expect(told).toEqual([]);
});

it('answers a servicer who is no party as if there were no such loan', async () => {
  const stranger = actor('servicer', 'someone', 'stranger');
  await expect(readAccess(sources(), stranger, loan)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(readAccess(sources(), stranger, 'none')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const seen = await asOrganisation(network.database, { organisation: 'stranger' }, (transaction) =>
    transaction.entry.findMany({ where: { stream: `access/${loan}` } }),
  );
  expect(seen).toEqual([]);
});

it('refuses the look, and so the record, when it cannot be told of', async () => {
  const deaf = { commit: () => Promise.reject(new Error('no ledger')) } as unknown as ConstructorParameters<typeof AccessLog>[0];
  await expect(new AccessLog(deaf, 'secret').record(actor('owner'), loan, minutes(40))).rejects.toThrow('no ledger');
});
