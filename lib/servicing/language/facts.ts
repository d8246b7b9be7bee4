import { z } from 'zod';
import { defineFact } from '@/lib/ledger/language/define-fact';
import { count, date, money, report, source, status, text } from './fact-fields';
import { LoanBoarded } from './boarding-facts';
import { LegalHoldPlaced, LegalHoldReleased } from './hold-facts';
import {
  AlertAcknowledged,
  AlertAssigned,
  AlertResolved,
  BorrowerNamed,
  ContactMade,
  TapeImported,
  WrittenNoticeSent,
} from './work-facts';

/** A month's report of a loan, as a tape gave it. */
export const BalanceReported = defineFact({
  type: 'BalanceReported',
  version: 1,
  about: 'payment-history',
  fields: { ...report, ...source },
});

/** A month already reported reads differently now. The earlier fact stands; this one takes its place in views. */
export const ReportCorrected = defineFact({
  type: 'ReportCorrected',
  version: 1,
  about: 'payment-history',
  fields: {
    ...report,
    previousUpb: { ...report.upb, schema: money.nullable(), meaning: 'Balance reported before; null when the month was not' },
    previousStatus: { ...report.delinquencyStatus, schema: status.nullable(), meaning: 'Status reported before' },
    reason: { schema: text, group: 'payment-history', meaning: 'Why, in the words of who confirmed it' },
    ...source,
  },
});

/** One or more instalments were paid: posted by hand with amount and day, or inferred from a tape without. */
export const PaymentReceived = defineFact({
  type: 'PaymentReceived',
  version: 1,
  about: 'payment-history',
  fields: {
    installmentDueOn: {
      schema: date,
      group: 'payment-history',
      meaning: 'Due date of the first instalment it pays',
      mismo: 'PaymentDueDate',
    },
    installmentCount: { schema: count, group: 'payment-history', meaning: 'Instalments it pays, oldest first' },
    amount: {
      schema: money.nullable(),
      group: 'payment-history',
      meaning: 'Amount received; null when a tape does not say',
      unit: 'USD',
      mismo: 'PaymentAmount',
    },
    receivedOn: {
      schema: date.nullable(),
      group: 'payment-history',
      meaning: 'Day received; null when a tape does not say',
      mismo: 'PaymentReceivedDate',
    },
    asOfOn: { schema: date, group: 'payment-history', meaning: 'Day as of which it is known' },
    ...source,
  },
});

/** An instalment was due and is unpaid. */
export const PaymentMissed = defineFact({
  type: 'PaymentMissed',
  version: 1,
  about: 'payment-history',
  fields: {
    installmentDueOn: {
      schema: date,
      group: 'payment-history',
      meaning: 'Due date of the instalment missed',
      mismo: 'PaymentDueDate',
    },
    asOfOn: { schema: date, group: 'payment-history', meaning: 'Day as of which it is known' },
    delinquencyStatus: {
      schema: status,
      group: 'payment-history',
      meaning: 'MBA months late as of then',
      mismo: 'LoanDelinquencyStatusType',
    },
    ...source,
  },
});

/** A payment counted before does not stand: returned, or a tape's status went back by more than a month. */
export const PaymentReversed = defineFact({
  type: 'PaymentReversed',
  version: 1,
  about: 'payment-history',
  fields: {
    installmentDueOn: {
      schema: date,
      group: 'payment-history',
      meaning: 'First instalment that is open again',
      mismo: 'PaymentDueDate',
    },
    installmentCount: { schema: count, group: 'payment-history', meaning: 'Instalments open again' },
    asOfOn: { schema: date, group: 'payment-history', meaning: 'Day as of which it is known' },
    reason: { schema: text, group: 'payment-history', meaning: 'Why' },
    ...source,
  },
});

/** A modification or deferral took effect, as a tape reports it. */
export const WorkoutReported = defineFact({
  type: 'WorkoutReported',
  version: 1,
  about: 'workout',
  fields: {
    kind: { schema: z.enum(['modification', 'deferral']), group: 'workout', meaning: 'What took effect', mismo: 'WorkoutType' },
    periodEndOn: { schema: date, group: 'workout', meaning: 'Last day of the month reported' },
    sourceFile: { ...source.sourceFile, group: 'workout' },
    sourceLine: { ...source.sourceLine, group: 'workout' },
  },
});

/** The owner acquired the property (REO). */
export const PropertyAcquired = defineFact({
  type: 'PropertyAcquired',
  version: 1,
  about: 'payment-history',
  fields: { periodEndOn: report.periodEndOn, ...source },
});

/** The loan left: paid off, sold, liquidated or removed. */
export const LoanExited = defineFact({
  type: 'LoanExited',
  version: 1,
  about: 'payment-history',
  fields: {
    zeroBalanceCode: {
      schema: z.string().regex(/^\d{2}$/),
      group: 'payment-history',
      meaning: 'Why: 01 paid, 02 03 09 liquidated, 15 16 sold, 96 removed',
    },
    effectiveOn: { schema: date, group: 'payment-history', meaning: 'When' },
    removalUpb: { schema: money.nullable(), group: 'payment-history', meaning: 'Balance when it left', unit: 'USD' },
    ...source,
  },
});

export const SERVICING_FACTS = {
  LoanBoarded,
  BalanceReported,
  ReportCorrected,
  PaymentReceived,
  PaymentMissed,
  PaymentReversed,
  WorkoutReported,
  PropertyAcquired,
  LoanExited,
  ContactMade,
  WrittenNoticeSent,
  BorrowerNamed,
  AlertAcknowledged,
  AlertAssigned,
  AlertResolved,
  TapeImported,
  LegalHoldPlaced,
  LegalHoldReleased,
} as const;
