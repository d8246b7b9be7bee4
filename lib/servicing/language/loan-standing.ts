import { Temporal } from 'temporal-polyfill';
import { bucketOf, bucketOfStatus, monthsLate, type Bucket } from './delinquency';
import { parseCents } from './money';

/** Instalments that a payment posted by hand paid, or that its return opened again (negative), and the day it counts from. */
export interface PostedPayment {
  readonly on: string;
  readonly months: number;
}

/** How a loan stands by the facts told so far. Dates are ISO, cents a decimal string. */
export interface LoanStanding {
  readonly upbCents: string;
  readonly status: string | null;
  readonly firstUnpaidOn: string | null;
  /** End of the month whose report said which instalment is unpaid. */
  readonly unpaidAsOfOn: string | null;
  /** End of the newest month reported. */
  readonly reportedOn: string | null;
  /** The last day that anything is known of. */
  readonly asOfOn: string | null;
  readonly feed: 'tape' | 'direct';
  readonly exitCode: string | null;
  /** Payments posted that no report has told of yet. */
  readonly posted: readonly PostedPayment[];
}

type Values = Readonly<Record<string, unknown>>;
type Fold = (standing: LoanStanding, values: Values) => LoanStanding;

/** How a loan stands when it is boarded: its first instalment is unpaid, and nothing was reported. Boarding twice changes nothing. */
export function standingAtBoarding(values: Values): LoanStanding {
  return {
    upbCents: parseCents(values.originalUpb as string).toString(),
    status: null,
    firstUnpaidOn: values.firstPaymentOn as string,
    unpaidAsOfOn: null,
    reportedOn: null,
    asOfOn: null,
    feed: 'tape',
    exitCode: null,
    posted: [],
  };
}

/**
 * What a month's end shows as unpaid, with the payments posted for later days on top. A correction that leaves the status as
 * it was is about the balance: it says nothing of payments posted since.
 */
const unpaid: Fold = (standing, values) => {
  const due = values.earliestUnpaidDueOn as string | null;
  const endOn = values.periodEndOn as string;
  const isOlder = standing.unpaidAsOfOn !== null && endOn < standing.unpaidAsOfOn;
  if (due === null || isOlder || isRepeated(values)) return standing;
  const posted = standing.posted.filter(({ on }) => on > endOn);
  const months = posted.reduce((sum, each) => sum + each.months, 0);
  return { ...standing, posted, firstUnpaidOn: dueAfter(due, months), unpaidAsOfOn: endOn };
};

/** The newest month gives status and balance. A day that is known already is not unknown again by a month that ended before it. */
const reported: Fold = (standing, values) => {
  const endOn = values.periodEndOn as string;
  const upbCents = parseCents(values.upb as string).toString();
  const isNewest = standing.reportedOn === null || endOn >= standing.reportedOn;
  // A balance after a loan is said to have left: it has not.
  const known = isNewest && upbCents !== '0' ? { ...standing, exitCode: null } : standing;
  const told = known.exitCode === null ? unpaid(known, values) : known;
  if (!isNewest) return told;
  const isLatest = !isRepeated(values) && (told.asOfOn === null || endOn >= told.asOfOn);
  const status = saysItLeft(values) ? told.status : (values.delinquencyStatus as string);
  return { ...told, upbCents, status, reportedOn: endOn, ...(isLatest ? { asOfOn: endOn, feed: 'tape' } : {}) };
};

/** A payment posted by hand moves the first unpaid instalment, whenever it was received; one that a tape implies is in its report. */
const moved =
  (direction: 1 | -1): Fold =>
  (standing, values) => {
    if (values.sourceFile !== null || standing.firstUnpaidOn === null) return standing;
    const on = (values.receivedOn ?? values.asOfOn) as string;
    const months = direction * (values.installmentCount as number);
    return {
      ...standing,
      firstUnpaidOn: dueAfter(standing.firstUnpaidOn, months),
      asOfOn: later(standing.asOfOn, on),
      feed: 'direct',
      posted: [...standing.posted, { on, months }],
    };
  };

/** The calendar's word that an instalment of a directly fed loan was missed moves the day, not what is unpaid. */
const missed: Fold = (standing, values) =>
  values.sourceFile === null ? { ...standing, asOfOn: later(standing.asOfOn, values.asOfOn as string) } : standing;

/** An exit told late does not take away a loan whose newest month has a balance. */
const exited: Fold = (standing, values) => {
  const isOlder = standing.reportedOn !== null && (values.effectiveOn as string) < standing.reportedOn;
  if (isOlder && standing.upbCents !== '0') return standing;
  const nothingUnpaid = { status: null, firstUnpaidOn: null, unpaidAsOfOn: null, posted: [] };
  return { ...standing, ...nothingUnpaid, exitCode: values.zeroBalanceCode as string, upbCents: '0' };
};

const FOLDS: Readonly<Record<string, Fold>> = {
  LoanBoarded: (standing) => standing,
  BalanceReported: reported,
  ReportCorrected: reported,
  PaymentReceived: moved(1),
  PaymentReversed: moved(-1),
  PaymentMissed: missed,
  LoanExited: exited,
};

/** The standing after one more fact: the one rule of every room. Facts that do not touch it leave it be. */
export function foldFact(standing: LoanStanding, { type, values }: { type: string; values: Values }): LoanStanding {
  return Object.hasOwn(FOLDS, type) ? (FOLDS[type]?.(standing, values) ?? standing) : standing;
}

/** Whether a fact is of a kind that moves a standing. What a tape implies of payments is in its report. */
export function movesStanding({ type, values }: { readonly type: string; readonly values: Values }): boolean {
  return Object.hasOwn(FOLDS, type) && (!type.startsWith('Payment') || values.sourceFile === null);
}

/** The bucket of a loan as of a day. What the owner has acquired is that however it is fed; an unknown month is never current. */
export function bucketOfStanding(
  { exitCode, status, feed, firstUnpaidOn }: Pick<LoanStanding, 'exitCode' | 'status' | 'feed' | 'firstUnpaidOn'>,
  asOfOn: string | null,
): Bucket | 'unknown' | 'exited' {
  if (exitCode !== null) return 'exited';
  if (status === 'RA') return 'reo';
  // Nothing was reported of a loan that was only boarded: it begins current.
  if (feed === 'tape') return status === null ? 'current' : (bucketOfStatus(status) ?? 'unknown');
  return firstUnpaidOn === null || asOfOn === null ? 'unknown' : bucketOf(monthsLate(firstUnpaidOn, asOfOn));
}

/** A correction that reads the status it read before. */
function isRepeated(values: Values): boolean {
  return values.previousStatus !== undefined && values.previousStatus === values.delinquencyStatus;
}

/** A month with a status in months and no instalment unpaid is that in which the loan left. */
function saysItLeft(values: Values): boolean {
  return values.earliestUnpaidDueOn === null && /^\d{2}$/.test(values.delinquencyStatus as string);
}

/** A due date some instalments later (or, negative, earlier). */
export function dueAfter(date: string, months: number): string {
  return months === 0 ? date : Temporal.PlainDate.from(date).add({ months }).toString();
}

function later(known: string | null, date: string): string {
  return known === null || date > known ? date : known;
}
