import * as facts from '@/lib/servicing/language/facts';
import { dueAfter, type PostedPayment } from '@/lib/servicing/language/loan-standing';
import { lastDateOf } from '@/lib/servicing/language/period';
import { endFacts, isLate, missFacts, readingOf, reportValues, workoutFacts } from './derive-month';
import { movementFacts, type DerivedFact, type RowSource, type ToldFact } from './derived-fact';
import { countAcquisitions, firstUnpaidIn, saidAround, type MonthReading, type MonthRow } from './month-reading';
import { movementsBetween, movementsOver, movementsWithout, type Movement } from './movements';

/** A month that is known, with what it reads. */
export interface KnownMonth extends MonthReading, Pick<MonthRow, 'upb' | 'noteRate' | 'assistancePlan'> {}

/** A row as later tapes are compared with it. */
export function knownOf(row: MonthRow): KnownMonth {
  const { upb, noteRate, assistancePlan } = row;
  return { ...readingOf(row), upb, noteRate, assistancePlan };
}

/**
 * Whether a month that is told again tells nothing new: `exitCode` is why the loan left, as known. That a workout was told is not taken back
 * by a row without it, since no fact says so.
 */
export function readsTheSame(known: KnownMonth, row: MonthRow, exitCode: string | null): boolean {
  const { status, upb, noteRate, assistancePlan, reset } = knownOf(row);
  const isSame =
    known.status === status && known.upb === upb && known.noteRate === noteRate && known.assistancePlan === assistancePlan;
  const leftOtherwise = known.exited && exitCode !== null && row.zeroBalanceCode !== null && row.zeroBalanceCode !== exitCode;
  return isSame && (known.reset || !reset) && !leftOtherwise;
}

/** The months of the loan that are known, in any order; the one that the row tells anew may be among them. */
export interface KnownMonths {
  readonly months: readonly KnownMonth[];
  readonly exitCode: string | null;
  /** Payments posted that no month has told of yet. */
  readonly posted: readonly PostedPayment[];
}

const NOT_RECEIVED = 'Counted before, by months that did not know what this one tells. It was not received.';

/**
 * The facts of a month that was imported before and reads differently now, or that is told after later ones: the corrected
 * report with its reason, and whatever all months in their order would tell and the known ones did not. So nothing is counted
 * twice and nothing is lost. What was told and does not stand is taken back by a fact; what stood before stays in the ledger.
 */
export function deriveCorrection(known: KnownMonths, row: MonthRow, why: RowSource & { readonly reason: string }): DerivedFact[] {
  const { reason, ...source } = why;
  const before = known.months.find(({ period }) => period === row.period) ?? null;
  const previous = { previousUpb: before?.upb ?? null, previousStatus: before?.status ?? null };
  const told: ToldFact[] = [
    { definition: facts.ReportCorrected, values: { ...reportValues(row), ...previous, reason } },
    ...correctedPayments(known, before, row),
    ...(before !== null && isLate(before) ? [] : missFacts(row)),
    ...(before?.reset === true ? [] : workoutFacts(row)),
    ...correctedEnds(known, row),
  ];
  const occurredOn = lastDateOf(row.period);
  return told.map(({ definition, values }, at) => ({
    definition,
    values: { ...values, ...source },
    occurredOn,
    follows: at === 0 ? null : 0,
  }));
}

/** The months' movements with the row in its place, without what they tell with the month as it was known. */
function correctedPayments(known: KnownMonths, before: MonthReading | null, row: MonthRow): ToldFact[] {
  const [earlier, later] = saidAround(known.months, row.period);
  const over = (month: MonthReading | null): Movement[] => movementsOver([earlier, month, later].filter((each) => each !== null));
  const [wanted, told] = [over(readingOf(row)), over(before)];
  // The first month there is of a loan is told against nothing: what it corrects is told against what it said itself.
  if (earlier === null && before !== null && before.status !== row.status)
    wanted.unshift(...movementsOver([before, readingOf(row)]));
  if (later === null && before?.status !== row.status) told.push(...postedUntil(known.posted, before ?? earlier, row));
  const undone = movementsWithout(told, wanted).map((movement) => undo(movement, row));
  return movementFacts([...movementsWithout(wanted, told), ...undone], NOT_RECEIVED);
}

/** What was posted for days up to the month’s end, which the month now tells too. */
function postedUntil(posted: readonly PostedPayment[], month: MonthReading | null, { period }: MonthRow): Movement[] {
  const endOn = lastDateOf(period);
  const firstUnpaidOn = month === null ? null : firstUnpaidIn(month);
  const months = posted.reduce((sum, { on, months }) => sum + (on <= endOn ? months : 0), 0);
  return firstUnpaidOn === null ? [] : movementsBetween(firstUnpaidOn, dueAfter(firstUnpaidOn, months), endOn);
}

function undo({ direction, installment }: Movement, { period }: MonthRow): Movement {
  return { direction: direction > 0 ? -1 : 1, installment, asOfOn: lastDateOf(period) };
}

/** An acquired property and an exit that the known months do not tell of. */
function correctedEnds({ months, exitCode }: KnownMonths, row: MonthRow): ToldFact[] {
  const others = months.filter(({ period }) => period !== row.period);
  const acquired = countAcquisitions([...others, readingOf(row)]) <= countAcquisitions(months);
  return endFacts(row, { acquired, exitCode });
}
