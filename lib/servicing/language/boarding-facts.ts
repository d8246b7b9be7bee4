import { z } from 'zod';
import { defineFact } from '@/lib/ledger/language/define-fact';
import { count, date, money, rate, source, text } from './fact-fields';

const id = z.string().min(1).max(64);

/** A loan came into a book. Stream `loan/<id>`; the parties follow from the book. */
export const LoanBoarded = defineFact({
  type: 'LoanBoarded',
  version: 1,
  about: 'loan-terms',
  fields: {
    book: { schema: id, group: 'parties', meaning: 'Book under which it was boarded' },
    agencyLoanId: {
      schema: text,
      group: 'loan-number',
      meaning: 'Number the tape knows the loan by',
      mismo: 'InvestorLoanIdentifier',
    },
    originalUpb: { schema: money, group: 'loan-terms', meaning: 'Balance at origination', unit: 'USD', mismo: 'NoteAmount' },
    originalNoteRate: {
      schema: rate.nullable(),
      group: 'loan-terms',
      meaning: 'Rate at origination',
      unit: '% a year',
      mismo: 'NoteRatePercent',
    },
    originalTermMonths: {
      schema: count.nullable(),
      group: 'loan-terms',
      meaning: 'Term at origination',
      unit: 'months',
      mismo: 'LoanMaturityPeriodCount',
    },
    firstPaymentOn: { schema: date, group: 'loan-terms', meaning: 'First instalment due', mismo: 'ScheduledFirstPaymentDate' },
    maturityOn: { schema: date.nullable(), group: 'loan-terms', meaning: 'Last instalment due', mismo: 'LoanMaturityDate' },
    purpose: { schema: text.nullable(), group: 'loan-terms', meaning: 'Purchase or refinance', mismo: 'LoanPurposeType' },
    occupancy: {
      schema: text.nullable(),
      group: 'loan-terms',
      meaning: 'Primary, second home or investment',
      mismo: 'PropertyUsageType',
    },
    amortization: { schema: text.nullable(), group: 'loan-terms', meaning: 'Fixed or adjustable', mismo: 'AmortizationType' },
    originalLtv: {
      schema: count.nullable(),
      group: 'loan-terms',
      meaning: 'Loan to value at origination',
      unit: '%',
      mismo: 'LTVRatioPercent',
    },
    propertyState: { schema: text.nullable(), group: 'property-area', meaning: 'State of the property', mismo: 'StateCode' },
    zip3: { schema: text.nullable(), group: 'property-area', meaning: 'First three digits of the postal code' },
    propertyType: { schema: text.nullable(), group: 'property-area', meaning: 'Kind of property', mismo: 'AttachmentType' },
    creditScore: {
      schema: count.nullable(),
      group: 'credit-score',
      meaning: 'Credit score at origination',
      mismo: 'CreditScoreValue',
    },
    creditScoreBand: {
      schema: text.nullable(),
      group: 'credit-score-band',
      meaning: 'Band of that score: a coarser field of its own',
    },
    sourceFile: { ...source.sourceFile, group: 'loan-terms' },
    sourceLine: { ...source.sourceLine, group: 'loan-terms' },
  },
});
