import { z } from 'zod';

/** Field schemas that several servicing facts share. Money is a decimal string of dollars, dates are ISO dates. */
export const money = z.string().regex(/^-?\d+\.\d{2}$/);
export const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
export const rate = z.string().regex(/^\d{1,2}\.\d{3}$/);
export const status = z.string().regex(/^(\d{2}|RA|XX)$/);
export const text = z.string().min(1).max(200);
export const count = z.number().int().min(0);

/** Where a tape's fact was read: null when the fact was not read from a tape. */
export const source = {
  sourceFile: {
    schema: z.string().length(64).nullable(),
    group: 'payment-history',
    meaning: 'SHA-256 of the file it was read from',
  },
  sourceLine: { schema: count.nullable(), group: 'payment-history', meaning: 'Line of that file, from 1' },
} as const;

/** What a month's report says of a loan. */
export const report = {
  periodEndOn: { schema: date, group: 'payment-history', meaning: 'Last day of the month reported: all of it is as of then' },
  upb: {
    schema: money,
    group: 'payment-history',
    meaning: 'Unpaid principal balance',
    unit: 'USD',
    mismo: 'UnpaidPrincipalBalanceAmount',
  },
  noteRate: {
    schema: rate.nullable(),
    group: 'payment-history',
    meaning: 'Interest rate in force',
    unit: '% a year',
    mismo: 'CurrentInterestRatePercent',
  },
  delinquencyStatus: {
    schema: status,
    group: 'payment-history',
    meaning: 'MBA months late 00–99, RA property acquired, XX unknown',
    mismo: 'LoanDelinquencyStatusType',
  },
  earliestUnpaidDueOn: {
    schema: date.nullable(),
    group: 'payment-history',
    meaning: 'Due date of the first unpaid instalment; null when unknown',
    mismo: 'PaymentDueDate',
  },
  assistancePlan: {
    schema: z.enum(['forbearance', 'repayment-plan', 'trial-plan']).nullable(),
    group: 'payment-history',
    meaning: 'Plan in force',
    mismo: 'WorkoutType',
  },
} as const;
