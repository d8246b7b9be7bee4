import { Temporal } from 'temporal-polyfill';
import { daysPastDue, monthsDelinquent } from '@/lib/servicing/language/delinquency';
import { bucketOfStanding } from '@/lib/servicing/language/loan-standing';
import type { StandingView } from '@/lib/servicing/language/loan-views';
import { formatCents } from '@/lib/servicing/language/money';

/** A loan's standing as kept. Cents are bigints. */
export interface KeptStanding {
  readonly upbCents: bigint | null;
  readonly noteRate: string | null;
  readonly principalAndInterestCents: bigint | null;
  readonly delinquencyStatus: string | null;
  readonly earliestUnpaidDueOn: string | null;
  readonly asOfOn: string | null;
  readonly feed: string;
  readonly exitCode: string | null;
}

/** A tape is stale when its period ended more than this many days ago: the next one should have come. */
const STALE_AFTER_DAYS = 45;

/**
 * How a loan stands: as of its tape's period end, or as of today when its payments are posted directly.
 * Silence after a period end is stale, never a missed payment.
 */
export function viewStanding(kept: KeptStanding, today: Temporal.PlainDate): StandingView {
  const direct = kept.feed === 'direct';
  const asOf = direct ? today : kept.asOfOn === null ? null : Temporal.PlainDate.from(kept.asOfOn);
  const due = kept.earliestUnpaidDueOn === null ? null : Temporal.PlainDate.from(kept.earliestUnpaidDueOn);
  const counted = due === null || asOf === null ? { days: 0, mba: 0, ots: 0, unpaid: 0 } : countLate(due, asOf);
  const installment = kept.principalAndInterestCents;
  return {
    upb: kept.upbCents === null ? null : formatCents(kept.upbCents),
    noteRate: kept.noteRate,
    estimatedPrincipalAndInterest: installment === null ? null : formatCents(installment),
    delinquencyStatus: kept.delinquencyStatus,
    bucket: bucketFor(kept, asOf),
    earliestUnpaidDueOn: kept.earliestUnpaidDueOn,
    feed: direct ? 'direct' : 'tape',
    asOfOn: asOf?.toString() ?? null,
    stale:
      !direct && asOf !== null && kept.exitCode === null && asOf.until(today, { largestUnit: 'day' }).days > STALE_AFTER_DAYS,
    daysPastDue: counted.days,
    mbaMonthsLate: counted.mba,
    otsMonthsLate: counted.ots,
    estimatedAmountDue: installment === null ? null : formatCents(installment * BigInt(counted.unpaid)),
  };
}

function countLate(
  due: Temporal.PlainDate,
  asOf: Temporal.PlainDate,
): { days: number; mba: number; ots: number; unpaid: number } {
  let unpaid = 0;
  while (Temporal.PlainDate.compare(due.add({ months: unpaid }), asOf) <= 0) unpaid += 1;
  return {
    days: daysPastDue(due, asOf),
    mba: monthsDelinquent('MBA', due, asOf),
    ots: monthsDelinquent('OTS', due, asOf),
    unpaid,
  };
}

function bucketFor(kept: KeptStanding, asOf: Temporal.PlainDate | null): StandingView['bucket'] {
  const { exitCode, delinquencyStatus: status, earliestUnpaidDueOn: firstUnpaidOn } = kept;
  const feed = kept.feed === 'direct' ? 'direct' : 'tape';
  return bucketOfStanding({ exitCode, status, feed, firstUnpaidOn }, asOf?.toString() ?? null);
}
