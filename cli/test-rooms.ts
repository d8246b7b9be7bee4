import { Temporal } from 'temporal-polyfill';
import { RECEIPTS } from '@/lib/ledger/domain/receipt';
import type { CommitRequest } from '@/lib/ledger/server/fact-draft';
import type { Ledger } from '@/lib/ledger/server/ledger';
import { Receipts } from '@/lib/ledger/server/receipts';
import { formatCents } from '@/lib/servicing/language/money';
import { postPayment } from '@/lib/servicing/server/post-payment';
import type { TestNetwork } from './test-network';
import { origination, performance } from './test-tape';

const TODAY = Temporal.PlainDate.from('2025-01-15');

/** A loan as servicing keeps it, beside the owner's and the securitizer's position. Cents are decimal strings. */
export interface Standing {
  readonly loan_id: string;
  readonly agency_loan_id: string;
  readonly delinquency_status: string | null;
  readonly earliest_unpaid_due_on: string | null;
  readonly as_of_on: string;
  readonly feed: 'tape' | 'direct';
  readonly upb_cents: string;
  readonly exit_code: string | null;
  readonly principal_and_interest_cents: string;
  readonly owner_bucket: string;
  readonly owner_upb: string;
  readonly pool_bucket: string;
  readonly pool_upb: string;
  readonly months_late: number;
}

/** How the rooms keep a loan, by its number. */
export async function standingOf(network: TestNetwork, number: string): Promise<Standing> {
  const { rows } = await network.worker.context.pool.query<Standing>(
    `select s.*, n.agency_loan_id, l.bucket as owner_bucket, l.upb_cents as owner_upb, p.bucket as pool_bucket, p.upb_cents as pool_upb
     from servicing.loan_number n join servicing.loan_standing s using (loan_id)
     join lending.position l using (loan_id) join securities.position p using (loan_id) where n.agency_loan_id = $1`,
    [number],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`No loan ${number}`);
  return row;
}

/** Imports one month of one loan, or several. */
export async function tell(network: TestNetwork, ...lines: readonly string[]): Promise<void> {
  const numbers = new Set(lines.map((line) => line.split('|')[0] ?? ''));
  const tape = await network.sendTape({
    origination: [...numbers].map((number) => origination(number)).join('\n'),
    performance: lines.join('\n'),
  });
  await network.commitTape(tape, 'Sent again');
}

/** Posts so many instalments as received on a day. */
export async function post(
  network: TestNetwork,
  number: string,
  payment: { installments: bigint; receivedOn: string; key?: string },
): Promise<void> {
  const { installments, receivedOn } = payment;
  const { loan_id, principal_and_interest_cents } = await standingOf(network, number);
  const { context, keys } = network.worker;
  const receipts = new Receipts('test', () => keys.findOrCreate(RECEIPTS));
  // Who posts waits for the views.
  const ledger = Object.assign(Object.create(context.ledger) as Ledger, {
    async commit(request: CommitRequest) {
      const receipt = await context.ledger.commit(request);
      await context.follow();
      return receipt;
    },
  });
  const amount = formatCents(BigInt(principal_and_interest_cents) * installments);
  const posted = { loan: loan_id, amount, receivedOn, idempotencyKey: payment.key ?? `${number}/${receivedOn}` };
  const writes = { database: network.database, pool: context.pool, ledger, receipts };
  await postPayment(writes, network.actor('servicer'), posted, TODAY);
}

/** A month of a loan. */
export const line = (number: string, period: string, status: string, upb = '239000.00'): string =>
  performance(number, period, status, upb);

/** A month in which the loan leaves. */
export function exitLine(number: string, period: string, effective = period): string {
  const fields = line(number, period, '00', '0.00').split('|');
  [fields[8], fields[9], fields[26]] = ['01', effective, '238000.00'];
  return fields.join('|');
}
