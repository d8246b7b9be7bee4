import { formatDate, formatMoney } from '@/components/ui/format';

type Values = Readonly<Record<string, unknown>>;

const date = (value: unknown): string => (typeof value === 'string' ? formatDate(value) : 'a day not given');
const text = (value: unknown): string => (typeof value === 'string' ? value.replaceAll('-', ' ') : '');

/** A reason that was erased is none. */
const why = (value: unknown): string => (typeof value === 'string' ? ` ${value}` : '');

const SENTENCES: Readonly<Record<string, (values: Values) => string>> = {
  LoanBoarded: () => 'Loan boarded',
  BalanceReported: (v) =>
    `Month reported: ${formatMoney(String(v.upb))} unpaid, status ${String(v.delinquencyStatus)}, as of ${date(v.periodEndOn)}`,
  ReportCorrected: (v) =>
    `Month corrected: ${formatMoney(String(v.upb))}, status ${String(v.delinquencyStatus)}, as of ${date(v.periodEndOn)}.${why(v.reason)}`,
  PaymentReceived: (v) =>
    typeof v.amount !== 'string'
      ? `Payment received: ${String(v.installmentCount)} from the one due ${date(v.installmentDueOn)}`
      : `Payment of ${formatMoney(v.amount)} received ${date(v.receivedOn)}`,
  PaymentMissed: (v) => `Payment due ${date(v.installmentDueOn)} missed, as of ${date(v.asOfOn)}`,
  PaymentReversed: (v) => `Payment reversed: open again from ${date(v.installmentDueOn)}.${why(v.reason)}`,
  WorkoutReported: (v) => `A ${text(v.kind)} took effect`,
  PropertyAcquired: () => 'The owner acquired the property',
  LoanExited: (v) => `Loan left the book on ${date(v.effectiveOn)}`,
  LoanPartyAssigned: (v) => `The ${text(v.role)} became party to this loan`,
  BorrowerNamed: () => 'Borrower named',
  ContactMade: (v) => `Contact${typeof v.channel === 'string' ? ` by ${text(v.channel)}` : ''}: ${text(v.outcome)}`,
  WrittenNoticeSent: (v) => `Written notice sent ${date(v.sentOn)}`,
  AlertAcknowledged: () => 'Alert acknowledged',
  AlertAssigned: () => 'Alert assigned',
  AlertResolved: (v) => `Alert resolved: ${text(v.reason)}`,
};

/** A fact as a sentence; one that may not be known is a private fact, and of an erased one only its seal is left. */
export function factSentence(fact: {
  readonly type: string | null;
  readonly values: Values;
  readonly erased?: readonly string[];
}): string {
  if (fact.type === null) return fact.erased?.includes('@type') === true ? '1 erased fact' : '1 private fact';
  return SENTENCES[fact.type]?.(fact.values) ?? fact.type;
}

/** From where a fact came: file and line, the calendar, the start, an API client, or a screen. */
export function factOrigin(fact: { readonly actor: string | null; readonly values: Values }): string {
  const { sourceFile, sourceLine } = fact.values;
  if (typeof sourceFile === 'string') return `file ${sourceFile.slice(0, 8)}…, line ${String(sourceLine)}`;
  if (fact.actor === null) return '';
  const known: Readonly<Record<string, string>> = { calendar: 'the calendar', start: 'set-up', api: 'the API' };
  return known[fact.actor] ?? 'a screen';
}
