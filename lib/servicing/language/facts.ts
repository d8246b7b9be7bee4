import { z } from 'zod';
import { defineFact } from '@/lib/ledger/language/define-fact';
import { count, date, money, rate, report, source, status, text } from './fact-fields';
import { AlertAcknowledged, AlertAssigned, AlertResolved, BorrowerNamed, ContactMade, TapeImported } from './work-facts';

const id = z.string().min(1).max(64);

/** A loan came into a book. Stream `loan/<id>`; the parties follow from the book. */
export const LoanBoarded = defineFact({
  type: 'LoanBoarded',
  version: 1,
  about: 'loan-terms',
  fields: {
    book: { schema: id, group: 'parties', meaning: 'Book under which it was boarded' },
    agencyLoanId: { schema: text, group: 'loan-number', meaning: 'Number the tape knows the loan by', mismo: 'InvestorLoanIdentifier' },
    originalUpb: { schema: money, group: 'loan-terms', meaning: 'Balance at origination', unit: 'USD', mismo: 'NoteAmount' },
    originalNoteRate: { schema: rate.nullable(), group: 'loan-terms', meaning: 'Rate at origination', unit: '% a year', mismo: 'NoteRatePercent' },
    originalTermMonths: { schema: count.nullable(), group: 'loan-terms', meaning: 'Term at origination', unit: 'months', mismo: 'LoanMaturityPeriodCount' },
    firstPaymentOn: { schema: date, group: 'loan-terms', meaning: 'First instalment due', mismo: 'ScheduledFirstPaymentDate' },
    maturityOn: { schema: date.nullable(), group: 'loan-terms', meaning: 'Last instalment due', mismo: 'LoanMaturityDate' },
    purpose: { schema: text.nullable(), group: 'loan-terms', meaning: 'Purchase or refinance', mismo: 'LoanPurposeType' },
    occupancy: { schema: text.nullable(), group: 'loan-terms', meaning: 'Primary, second home or investment', mismo: 'PropertyUsageType' },
    amortization: { schema: text.nullable(), group: 'loan-terms', meaning: 'Fixed or adjustable', mismo: 'AmortizationType' },
    originalLtv: { schema: count.nullable(), group: 'loan-terms', meaning: 'Loan to value at origination', unit: '%', mismo: 'LTVRatioPercent' },
    propertyState: { schema: text.nullable(), group: 'property-area', meaning: 'State of the property', mismo: 'StateCode' },
    zip3: { schema: text.nullable(), group: 'property-area', meaning: 'First three digits of the postal code' },
    propertyType: { schema: text.nullable(), group: 'property-area', meaning: 'Kind of property', mismo: 'AttachmentType' },
    creditScore: { schema: count.nullable(), group: 'credit-score', meaning: 'Credit score at origination', mismo: 'CreditScoreValue' },
    creditScoreBand: { schema: text.nullable(), group: 'credit-score-band', meaning: 'Band of that score: a coarser field of its own' },
    sourceFile: { ...source.sourceFile, group: 'loan-terms' },
    sourceLine: { ...source.sourceLine, group: 'loan-terms' },
  },
});

/** A month's report of a loan, as a tape gave it. */
export const BalanceReported = defineFact({ type: 'BalanceReported', version: 1, about: 'payment-history', fields: { ...report, ...source } });

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
    installmentDueOn: { schema: date, group: 'payment-history', meaning: 'Due date of the first instalment it pays', mismo: 'PaymentDueDate' },
    installmentCount: { schema: count, group: 'payment-history', meaning: 'Instalments it pays, oldest first' },
    amount: { schema: money.nullable(), group: 'payment-history', meaning: 'Amount received; null when a tape does not say', unit: 'USD', mismo: 'PaymentAmount' },
    receivedOn: { schema: date.nullable(), group: 'payment-history', meaning: 'Day received; null when a tape does not say', mismo: 'PaymentReceivedDate' },
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
    installmentDueOn: { schema: date, group: 'payment-history', meaning: 'Due date of the instalment missed', mismo: 'PaymentDueDate' },
    asOfOn: { schema: date, group: 'payment-history', meaning: 'Day as of which it is known' },
    delinquencyStatus: { schema: status, group: 'payment-history', meaning: 'MBA months late as of then', mismo: 'LoanDelinquencyStatusType' },
    ...source,
  },
});

/** A payment counted before does not stand: returned, or a tape's status went back by more than a month. */
export const PaymentReversed = defineFact({
  type: 'PaymentReversed',
  version: 1,
  about: 'payment-history',
  fields: {
    installmentDueOn: { schema: date, group: 'payment-history', meaning: 'First instalment that is open again', mismo: 'PaymentDueDate' },
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
    zeroBalanceCode: { schema: z.string().regex(/^\d{2}$/), group: 'payment-history', meaning: 'Why: 01 paid, 02 03 09 liquidated, 15 16 sold, 96 removed' },
    effectiveOn: { schema: date, group: 'payment-history', meaning: 'When' },
    removalUpb: { schema: money.nullable(), group: 'payment-history', meaning: 'Balance when it left', unit: 'USD' },
    ...source,
  },
});

export const SERVICING_FACTS = {
  LoanBoarded, BalanceReported, ReportCorrected, PaymentReceived, PaymentMissed, PaymentReversed, WorkoutReported, PropertyAcquired,
  LoanExited, ContactMade, BorrowerNamed, AlertAcknowledged, AlertAssigned, AlertResolved, TapeImported,
} as const;
