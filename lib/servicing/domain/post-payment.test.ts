import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import type { Cents } from '@/lib/servicing/language/money';
import { decidePayment, type PayableLoan, type PaymentDecision } from './post-payment';

const on = (date: string): Temporal.PlainDate => Temporal.PlainDate.from(date);
const loan: PayableLoan = { exited: false, earliestUnpaidDueOn: on('2024-08-01'), installment: 1_580_17n };
const today = on('2024-10-20');

function decide(amount: bigint, over: Partial<PayableLoan> = {}, receivedOn = '2024-10-05'): PaymentDecision {
  return decidePayment({ amount: amount as Cents, receivedOn: on(receivedOn) }, { ...loan, ...over }, today);
}

const countOf = (decision: PaymentDecision): unknown =>
  'values' in decision ? decision.values.installmentCount : decision.refused;

describe('posting a payment', () => {
  it('pays the oldest unpaid instalment, as of the day it was received', () => {
    expect(decide(1_580_17n)).toEqual({
      values: {
        installmentDueOn: '2024-08-01', installmentCount: 1, amount: '1580.17', receivedOn: '2024-10-05', asOfOn: '2024-10-05',
        sourceFile: null, sourceLine: null,
      },
    }); // prettier-ignore
  });

  it('pays two instalments at once from the oldest on', () => {
    expect(decide(3_160_34n)).toMatchObject({ values: { installmentDueOn: '2024-08-01', installmentCount: 2 } });
  });

  it.each([
    [1_579_17n, 1],
    [1_579_16n, 'LESS_THAN_ONE_INSTALLMENT'],
    [3_159_34n, 2],
    [3_159_33n, 1],
    [3_160_33n, 2],
    [2_000_00n, 1],
  ])('%s cents pay %s of instalments of 1,580.17: an estimate may be a dollar short and no more', (amount, count) => {
    expect(countOf(decide(amount))).toBe(count);
  });

  it('keeps the amount to the cent', () => {
    expect(decide(1_600_05n)).toMatchObject({ values: { amount: '1600.05' } });
  });

  it('may be received today and not tomorrow', () => {
    expect(countOf(decide(1_580_17n, {}, '2024-10-20'))).toBe(1);
    expect(countOf(decide(1_580_17n, {}, '2024-10-21'))).toBe('IN_THE_FUTURE');
  });

  it('may be received long ago: what was received late in the books was received when it was', () => {
    expect(decide(1_580_17n, {}, '2024-08-14')).toMatchObject({ values: { receivedOn: '2024-08-14' } });
  });
});

describe('a payment refused', () => {
  it.each<[string, PaymentDecision]>([
    ['AMOUNT_NOT_POSITIVE', decide(0n)],
    ['AMOUNT_NOT_POSITIVE', decide(-1_580_17n)],
    ['IN_THE_FUTURE', decide(1_580_17n, {}, '2025-10-05')],
    ['LOAN_EXITED', decide(1_580_17n, { exited: true, earliestUnpaidDueOn: null })],
    ['STANDING_UNKNOWN', decide(1_580_17n, { earliestUnpaidDueOn: null })],
    ['STANDING_UNKNOWN', decide(1_580_17n, { installment: null })],
    ['STANDING_UNKNOWN', decide(1_580_17n, { installment: 0n })],
    ['STANDING_UNKNOWN', decide(1n, { installment: 1_00n })],
    ['LESS_THAN_ONE_INSTALLMENT', decide(1n)],
  ])('as %s says so, that nothing was posted, and what to do', (code, decision) => {
    expect(decision).toMatchObject({ refused: code });
    expect('message' in decision && decision.message).toMatch(/^.+\. Nothing was posted\. .+\.$/);
  });

  it('names both amounts when it is too little', () => {
    expect(decide(100_00n)).toMatchObject({
      message: expect.stringContaining('$100.00 is less than one instalment of $1,580.17') as unknown,
    });
  });
});
