import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { Ledger } from '@/lib/ledger/server/ledger';
import { verifyLedger } from '@/lib/ledger/server/verify-ledger';
import { createPool } from '@/lib/platform/server/database';
import { generateLoan } from '@/lib/servicing/domain/generate-loan';
import { confirmTape } from '@/lib/servicing/server/confirm-tape';
import { workTapes } from '@/lib/servicing/server/work-tapes';
import { everyEntry } from './test-facts';
import { openTestNetwork, type TestNetwork } from './test-network';

let network: TestNetwork;

beforeAll(async () => {
  network = await openTestNetwork(inject('ownerUrl'));
});
afterAll(async () => {
  await network.close();
});

async function query<Row>(text: string, values: unknown[] = []): Promise<Row[]> {
  const { rows } = await network.worker.context.pool.query(text, values);
  return rows as Row[];
}

function book(prefix: string, lastPeriod: number, months: number): { origination: string; performance: string } {
  const loans = Array.from({ length: 400 }, (_, at) => generateLoan({ seed: 3, months, lastPeriod, prefix }, at));
  return {
    origination: loans.map((loan) => loan.origination).join('\n'),
    performance: loans.flatMap((loan) => loan.performance).join('\n'),
  };
}

/** A ledger that stops answering after some parts of a tape, as when its process is killed. */
function breakAfter(parts: number): Ledger {
  let left = parts;
  const { ledger } = network.worker.context;
  return Object.assign(Object.create(Ledger.prototype) as Ledger, {
    commit: async (request: Parameters<Ledger['commit']>[0]) => {
      if (request.idempotencyKey.includes('/part/') && (left -= 1) < 0) throw new Error('The worker was killed here');
      return ledger.commit(request);
    },
  });
}

const states = (tape: string): Promise<{ state: string; summary: { newRows: number } }[]> =>
  query('select state, summary from servicing.tape where id = $1', [tape]);

it('a tape whose worker is killed goes on where it stopped: each month is told once, and the manifest counts right', async () => {
  const tape = await network.sendTape(book('RESUME', 202410, 6));
  await confirmTape(network.database, network.actor('servicer'), { tape });
  const { context } = network.worker;
  await workTapes({ ...context, ledger: breakAfter(2) });
  expect(await states(tape)).toMatchObject([{ state: 'committing' }]);
  expect(await query('select 1 from servicing.loan_number')).toEqual([]);
  await workTapes(context);
  const [committed] = await states(tape);
  expect(committed?.state).toBe('committed');
  const reports = (await everyEntry(network)).filter(({ type }) => type === 'BalanceReported' || type === 'ReportCorrected');
  const months = reports.map(({ stream, fields }) =>
    JSON.stringify([stream, fields.find(({ name }) => name === 'periodEndOn')?.value]),
  );
  expect([new Set(months).size, months.length]).toEqual([committed?.summary.newRows, committed?.summary.newRows]);
  const [manifest] = await query<{ field_values: string }>(
    `select field_values from ledger.disclosure where field_group = 'tape' order by index desc limit 1`,
  );
  const [counted] = await query<{ parts: string; facts: string }>(
    `select count(*) as parts, sum(entry_count) as facts from ledger.commit where idempotency_key like $1`,
    [`tape/${tape}/part/%`],
  );
  expect(JSON.parse(manifest?.field_values ?? '[]')).toEqual(
    expect.arrayContaining([Number(counted?.parts), Number(counted?.facts)]),
  );
  const owner = createPool(network.ownerUrl, 1);
  expect((await verifyLedger(owner, network.worker)).faults).toEqual([]);
  await owner.end();
});

it('a tape that cannot be appended holds up no other', async () => {
  const stuck = await network.sendTape(book('STUCK0', 202410, 2));
  const other = await network.sendTape(book('OTHER0', 202410, 2));
  await confirmTape(network.database, network.actor('servicer'), { tape: stuck });
  await query("update servicing.tape set state = 'checking' where id = $1", [other]);
  await workTapes({ ...network.worker.context, ledger: breakAfter(0) });
  expect(await states(stuck)).toMatchObject([{ state: 'committing' }]);
  expect(await states(other)).toMatchObject([{ state: 'ready' }]);
  await workTapes(network.worker.context);
  expect(await states(stuck)).toMatchObject([{ state: 'committed' }]);
});

it('a tape goes back to its sender when another month came into the book after it was checked', async () => {
  const earlier = book('AGAIN0', 202410, 3);
  const first = await network.sendTape(earlier);
  const second = await network.sendTape({ ...earlier, performance: earlier.performance.replaceAll('|00|', '|01|') });
  await network.commitTape(first);
  await network.commitTape(second);
  expect(await states(second)).toMatchObject([{ state: 'ready', summary: { newRows: 0 } }]);
  expect(await query('select fault from servicing.tape where id = $1', [second])).toMatchObject([
    { fault: { code: 'CHECKED_AGAIN' } },
  ]);
  await network.commitTape(second, 'The servicer had posted payments that were returned.');
  expect(await states(second)).toMatchObject([{ state: 'committed' }]);
});
