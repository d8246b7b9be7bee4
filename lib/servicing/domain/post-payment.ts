import { Temporal } from 'temporal-polyfill';
import type { Canonical } from '@/lib/ledger/domain/canonical';
import { formatUsd, type Cents } from '@/lib/servicing/language/money';

/** A payment a servicer posts by hand. */
export interface PostPayment {
  readonly amount: Cents;
  readonly receivedOn: Temporal.PlainDate;
}

/** What the decision rests on. `installment` is the estimated monthly principal and interest. */
export interface PayableLoan {
  readonly exited: boolean;
  readonly earliestUnpaidDueOn: Temporal.PlainDate | null;
  readonly installment: bigint | null;
}

type PaymentRefusal = 'AMOUNT_NOT_POSITIVE' | 'IN_THE_FUTURE' | 'LOAN_EXITED' | 'LESS_THAN_ONE_INSTALLMENT' | 'STANDING_UNKNOWN';

export type PaymentDecision =
  { readonly values: Readonly<Record<string, Canonical>> } | { readonly refused: PaymentRefusal; readonly message: string };

/** A tape's instalment is an estimate, so a payment this much short of it still pays it (in cents). */
const TOLERANCE = 100n;

/** Applies a payment to the oldest unpaid instalments (12 CFR 1024.31 comment: first in, first out). Values of `PaymentReceived`. */
export function decidePayment(payment: PostPayment, loan: PayableLoan, today: Temporal.PlainDate): PaymentDecision {
  if (payment.amount <= 0n)
    return refuse('AMOUNT_NOT_POSITIVE', 'The amount must be more than zero. Nothing was posted. Enter what was received.');
  if (Temporal.PlainDate.compare(payment.receivedOn, today) > 0)
    return refuse('IN_THE_FUTURE', 'The day received lies in the future. Nothing was posted. Post it on the day it arrives.');
  if (loan.exited)
    return refuse('LOAN_EXITED', 'This loan has left the book. Nothing was posted. Return the payment or ask the owner.');
  // An instalment no larger than the tolerance is none that a payment could be measured by.
  if (loan.earliestUnpaidDueOn === null || loan.installment === null || loan.installment <= TOLERANCE)
    return refuse(
      'STANDING_UNKNOWN',
      'It is not known which instalment is unpaid. Nothing was posted. Import the month that says so first.',
    );
  const installmentCount = Number((payment.amount + TOLERANCE) / loan.installment);
  if (installmentCount < 1) {
    const message = `${formatUsd(payment.amount)} is less than one instalment of ${formatUsd(loan.installment)}. Nothing was posted. Hold it as unapplied funds until the rest arrives.`;
    return refuse('LESS_THAN_ONE_INSTALLMENT', message);
  }
  return {
    values: {
      installmentDueOn: loan.earliestUnpaidDueOn.toString(),
      installmentCount,
      amount: `${(payment.amount / 100n).toString()}.${(payment.amount % 100n).toString().padStart(2, '0')}`,
      receivedOn: payment.receivedOn.toString(),
      asOfOn: payment.receivedOn.toString(),
      sourceFile: null,
      sourceLine: null,
    },
  };
}

function refuse(refused: PaymentRefusal, message: string): PaymentDecision {
  return { refused, message };
}
