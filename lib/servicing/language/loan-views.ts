import type { PartyView } from '@/lib/partners/language/party-view';
import type { Bucket } from './delinquency';

/** A field that is there and that this reader may not see. */
export interface WithheldField {
  readonly field: string;
  readonly group: string;
  readonly withheld: true;
}

/** How a loan stands. Money is dollars as decimal strings; dates are ISO. */
export interface StandingView {
  readonly upb: string | null;
  readonly noteRate: string | null;
  /** Estimated from the terms at boarding; a tape does not give it. */
  readonly estimatedPrincipalAndInterest: string | null;
  readonly delinquencyStatus: string | null;
  readonly bucket: Bucket | 'unknown' | 'exited';
  readonly earliestUnpaidDueOn: string | null;
  readonly feed: 'tape' | 'direct';
  /** The day all of this is as of: a tape's period end, or today for a loan whose payments are posted directly. */
  readonly asOfOn: string | null;
  /** True when a tape has been silent for longer than a month after its period. */
  readonly stale: boolean;
  readonly daysPastDue: number;
  readonly mbaMonthsLate: number;
  readonly otsMonthsLate: number;
  readonly estimatedAmountDue: string | null;
}

export interface LoanListItem {
  readonly loanId: string;
  /** The number the tape knows the loan by; absent where this reader may not see it. */
  readonly agencyLoanId?: string;
  readonly propertyState?: string;
  readonly borrowerInitials?: string;
  readonly withheld: readonly WithheldField[];
  readonly standing: StandingView;
}

export interface LoanPage {
  readonly loans: readonly LoanListItem[];
  readonly next_cursor: string | null;
}

export interface LoanView {
  readonly loanId: string;
  readonly standing: StandingView;
  /** What describes the loan, by field; only what this reader may see. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly withheld: readonly WithheldField[];
  /** Names of fields that have no value any more, because it was erased. */
  readonly erased: readonly string[];
  readonly parties: readonly PartyView[];
  readonly months: readonly MonthView[];
  readonly clocks: readonly ClockView[];
  readonly ledger: { readonly version: number; readonly stream: string };
}

export interface MonthView {
  readonly period: number;
  readonly upb: string;
  readonly delinquencyStatus: string;
}

/** A legal deadline with how it was found. */
export interface ClockView {
  readonly clock: string;
  readonly label: string;
  readonly rule: string;
  readonly dueOn: string;
  readonly arithmetic: string;
  readonly daysLeft: number;
}

/** One fact as this reader may see it. `type` is null for a fact it may not know of: then there is only its place and digest. */
export interface HistoryFact {
  readonly index: number;
  readonly version: number;
  readonly digest: string;
  readonly type: string | null;
  readonly organisation: string;
  readonly organisationName: string;
  readonly actor: string | null;
  readonly occurredAt: string | null;
  readonly recordedAt: string;
  readonly causes: readonly string[];
  readonly values: Readonly<Record<string, unknown>>;
  readonly withheld: readonly string[];
  /** Names of fields whose values were destroyed. */
  readonly erased: readonly string[];
}
