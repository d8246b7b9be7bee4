import { Temporal } from 'temporal-polyfill';
import type { Actor } from '@/lib/partners/server/actor';
import { requireAction } from '@/lib/partners/server/require-action';
import { asOrganisation } from '@/lib/platform/server/database';
import { Problem } from '@/lib/platform/server/problem';
import { decidePayment } from '@/lib/servicing/domain/post-payment';
import { PaymentReceived } from '@/lib/servicing/language/facts';
import { formatCents, parseCents } from '@/lib/servicing/language/money';
import { findServicedLoan, settle, type LoanWrites, type WriteReceipt } from './loan-writes';

/** A payment as it arrives: dollars as a decimal string, the day as an ISO date. */
export interface IncomingPayment {
  readonly loan: string;
  readonly amount: string;
  readonly receivedOn: string;
  readonly idempotencyKey: string;
}

/** Posts a payment to the oldest unpaid instalments. From then on the loan is fed directly and moves with the calendar. */
export async function postPayment(
  writes: LoanWrites,
  actor: Actor,
  payment: IncomingPayment,
  today: Temporal.PlainDate,
): Promise<WriteReceipt> {
  requireAction(actor, 'post-payment');
  const loanId = await findServicedLoan(writes, actor, payment.loan);
  const amount = parseCents(payment.amount);
  const request = {
    organisation: actor.organisation,
    idempotencyKey: payment.idempotencyKey,
    fingerprint: { do: 'post-payment', loan: loanId, amount: formatCents(amount), receivedOn: payment.receivedOn },
  };
  // Asked before deciding: the decision rests on a standing that the first request has moved.
  const earlier = await writes.ledger.findReplay(request);
  if (earlier !== undefined) return settle(writes, loanId, earlier);
  const { decision, version } = await decide(writes, actor, { loanId, amount, receivedOn: payment.receivedOn }, today);
  if ('refused' in decision)
    throw new Problem('REFUSED', decision.message, [{ pointer: '/amount', code: decision.refused, message: decision.message }]);
  const stream = `loan/${loanId}`;
  const fact = { definition: PaymentReceived, stream, values: decision.values, occurredAt: payment.receivedOn, causes: [] };
  const receipt = await writes.ledger.commit({
    ...request,
    actor: actor.id,
    signedAt: new Date().toISOString(),
    facts: [fact],
    expected: { [stream]: version },
  });
  return settle(writes, loanId, receipt);
}

function decide(
  writes: LoanWrites,
  actor: Actor,
  payment: { loanId: string; amount: ReturnType<typeof parseCents>; receivedOn: string },
  today: Temporal.PlainDate,
): Promise<{ decision: ReturnType<typeof decidePayment>; version: number }> {
  return asOrganisation(writes.database, actor, async (transaction) => {
    const loan = await transaction.loan.findUniqueOrThrow({ where: { loanId: payment.loanId } });
    const standing = await transaction.loanStanding.findUniqueOrThrow({ where: { loanId: payment.loanId } });
    const due = standing.earliestUnpaidDueOn;
    const payable = {
      exited: standing.exitCode !== null,
      earliestUnpaidDueOn: due === null ? null : Temporal.PlainDate.from(due),
      installment: standing.principalAndInterestCents,
    };
    const incoming = { amount: payment.amount, receivedOn: Temporal.PlainDate.from(payment.receivedOn) };
    return { decision: decidePayment(incoming, payable, today), version: loan.version };
  });
}
