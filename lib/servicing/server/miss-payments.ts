import type { Temporal } from 'temporal-polyfill';
import { isUnsigned } from '@/lib/ledger/server/commit-faults';
import { monthsLate } from '@/lib/servicing/language/delinquency';
import { PaymentMissed } from '@/lib/servicing/language/facts';
import { firstDayOf, addMonths, parsePeriod } from '@/lib/servicing/language/period';
import type { WorkerContext } from './worker-context';

interface Row {
  readonly loan_id: string;
  readonly servicer: string;
  readonly earliest_unpaid_due_on: string;
  readonly as_of_on: string;
}

/**
 * The calendar's part for loans whose payments are posted directly: each instalment that has gone a whole month unpaid
 * since we last said so is a missed payment, asserted by the servicer. Run twice on a day it says nothing new.
 */
export async function missPayments(context: WorkerContext, today: Temporal.PlainDate): Promise<number> {
  const { rows } = await context.pool.query<Row>(
    `select loan_id, servicer, earliest_unpaid_due_on, as_of_on from servicing.loan_standing
     where feed = 'direct' and exit_code is null and earliest_unpaid_due_on is not null and as_of_on is not null`,
  );
  let missed = 0;
  const silent = new Set<string>();
  for (const row of rows) {
    const late = monthsLate(row.earliest_unpaid_due_on, today.toString());
    if (late <= monthsLate(row.earliest_unpaid_due_on, row.as_of_on) || silent.has(row.servicer)) continue;
    // A servicer that holds its own key and does not sign keeps nobody else waiting: it is asked again the next time.
    if (await asserted(context, row, { late, today: today.toString() })) missed += 1;
    else silent.add(row.servicer);
  }
  return missed;
}

/** Answers false where nobody signed for the servicer. */
async function asserted(context: WorkerContext, row: Row, what: { late: number; today: string }): Promise<boolean> {
  try {
    await assertMissed(context, row, what);
    return true;
  } catch (error) {
    if (isUnsigned(error)) return false;
    throw error;
  }
}

async function assertMissed(context: WorkerContext, row: Row, { late, today }: { late: number; today: string }): Promise<void> {
  const stream = `loan/${row.loan_id}`;
  const first = parsePeriod(row.earliest_unpaid_due_on.slice(0, 7).replace('-', '')) ?? 0;
  const installmentDueOn = firstDayOf(addMonths(first, late - 1)).toString();
  const values = {
    installmentDueOn,
    asOfOn: today,
    delinquencyStatus: String(Math.min(late, 99)).padStart(2, '0'),
    sourceFile: null,
    sourceLine: null,
  };
  await context.ledger.commit({
    organisation: row.servicer,
    actor: 'calendar',
    idempotencyKey: `calendar/${row.loan_id}/${installmentDueOn}`,
    fingerprint: installmentDueOn,
    signedAt: context.now().toISOString(),
    facts: [{ definition: PaymentMissed, stream, values, occurredAt: today, causes: [] }],
  });
}
