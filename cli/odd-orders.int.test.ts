import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { generateLoan } from '@/lib/servicing/domain/generate-loan';
import { SeededRandom } from '@/lib/servicing/domain/seeded-random';
import { verifyLedger } from '@/lib/ledger/server/verify-ledger';
import { findViewFaults } from '@/lib/ledger/server/compare-views';
import { createPool } from '@/lib/platform/server/database';
import { bucketOfStanding } from '@/lib/servicing/language/loan-standing';
import { openRebuildSpace } from './rebuilt-views';
import { openTestNetwork, type TestNetwork } from './test-network';
import { post, standingOf, type Standing } from './test-rooms';

let network: TestNetwork;

beforeAll(async () => {
  network = await openTestNetwork(inject('ownerUrl'));
});
afterAll(async () => {
  await network.close();
});

const TAPES = 15;
const PLAN = { seed: 23, months: 40, lastPeriod: 202411, prefix: 'ODDORD' };
const LOANS = Array.from({ length: 50 }, (_, at) => generateLoan(PLAN, at));
const NUMBERS = LOANS.map(({ performance }) => (performance[0] ?? '').split('|')[0] ?? '');
const random = new SeededRandom(5);

/** The newest months of every loan, in no order. */
function shuffledLines(): string[] {
  const lines = LOANS.flatMap(({ performance }) => performance.slice(-10));
  return lines.map((line) => ({ line, place: random.between(0, 1_000_000) })).sort((a, b) => a.place - b.place).map(({ line }) => line); // prettier-ignore
}

/** A month as it was told, with another status and balance. */
function changed(line: string): string {
  const fields = line.split('|');
  if (fields[8] !== '') return line;
  [fields[2], fields[3]] = [(fields[2] ?? '').replace(/\.\d\d$/, '.77'), random.pick(['00', '01', '02', 'XX'])];
  return fields.join('|');
}

async function knownLoans(): Promise<Standing[]> {
  const found = await Promise.all(NUMBERS.map((number) => standingOf(network, number).catch(() => undefined)));
  return found.filter((loan) => loan !== undefined);
}

/** Posts one or two instalments, received on some day of the year, to about one loan in six. */
async function postToSome(tape: number): Promise<void> {
  for (const loan of await knownLoans()) {
    if (!random.chance(1_600) || loan.exit_code !== null || loan.earliest_unpaid_due_on === null) continue;
    const day = (least: number, most: number): string => String(random.between(least, most)).padStart(2, '0');
    const receivedOn = `2024-${day(3, 11)}-${day(1, 28)}`;
    await post(network, loan.agency_loan_id, {
      installments: BigInt(random.between(1, 2)),
      receivedOn,
      key: `${loan.loan_id}/${String(tape)}`,
    });
  }
}

it('generated books told in odd orders, corrected and paid by hand in between, are the same in every room and in a rebuild', async () => {
  const lines = shuffledLines();
  const size = Math.ceil(lines.length / TAPES);
  for (let tape = 0; tape < TAPES; tape += 1) {
    const told = lines.slice(0, tape * size).filter(() => tape % 3 === 1 && random.chance(800));
    const performance = [...lines.slice(tape * size, (tape + 1) * size), ...told.map(changed)].join('\n');
    const origination = LOANS.map((loan) => loan.origination).join('\n');
    await network.commitTape(await network.sendTape({ origination, performance }), 'Told otherwise');
    await postToSome(tape);
  }
  const loans = await knownLoans();
  expect(loans.length).toBe(LOANS.length);
  for (const loan of loans) {
    const { owner_bucket, owner_upb } = loan;
    expect({ bucket: loan.pool_bucket, upb: loan.pool_upb }).toEqual({ bucket: owner_bucket, upb: owner_upb });
    expect(owner_upb).toBe(loan.upb_cents);
    const { exit_code: exitCode, delinquency_status: status, feed, earliest_unpaid_due_on: firstUnpaidOn } = loan;
    expect(owner_bucket).toBe(bucketOfStanding({ exitCode, status, feed, firstUnpaidOn }, loan.as_of_on));
  }
  const pool = createPool(network.ownerUrl, 2);
  const space = await openRebuildSpace(network.ownerUrl, network.worker.subjects);
  const verdict = await space.use((views) =>
    verifyLedger(pool, { subjects: network.worker.subjects, compareViews: (client) => findViewFaults(client, views) }),
  );
  await space.drop();
  await pool.end();
  expect(verdict.faults).toEqual([]);
}, 120_000);
