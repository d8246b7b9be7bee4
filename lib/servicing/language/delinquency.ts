import { Temporal } from 'temporal-polyfill';
import { remembered } from './remembered';

/** The method is always named: the same loan is 30 days late by one and current by the other (domain reference §1.4). */
export type DelinquencyMethod = 'MBA' | 'OTS';

/** Months late, as the field writes them. `reo`: the owner has acquired the property. */
export const BUCKETS = ['current', '30', '60', '90', '120+', 'reo'] as const;
export type Bucket = (typeof BUCKETS)[number];

/** Reg X days: from the date the earliest unpaid instalment was due (12 CFR 1024.31); a grace period changes nothing. */
export function daysPastDue(earliestUnpaidDueOn: Temporal.PlainDate, asOf: Temporal.PlainDate): number {
  return Math.max(0, earliestUnpaidDueOn.until(asOf, { largestUnit: 'day' }).days);
}

/**
 * Unpaid instalments that count as a month late. MBA: not received by the end of the day before the next due date.
 * OTS: not received by the close of the next due date itself. Due dates are clamped from the anchor, never from each other.
 */
export function monthsDelinquent(
  method: DelinquencyMethod,
  earliestUnpaidDueOn: Temporal.PlainDate,
  asOf: Temporal.PlainDate,
): number {
  const latest = method === 'MBA' ? asOf.add({ days: 1 }) : asOf;
  let months = 0;
  while (Temporal.PlainDate.compare(earliestUnpaidDueOn.add({ months: months + 1 }), latest) <= 0) months += 1;
  return months;
}

/** MBA months late from ISO dates: the form in which views keep them. */
export function monthsLate(earliestUnpaidDueOn: string, asOfOn: string): number {
  return monthsLateOf(`${earliestUnpaidDueOn} ${asOfOn}`);
}

const monthsLateOf = remembered((dates: string) => {
  const [earliestUnpaidDueOn = '', asOfOn = ''] = dates.split(' ');
  return monthsDelinquent('MBA', Temporal.PlainDate.from(earliestUnpaidDueOn), Temporal.PlainDate.from(asOfOn));
});

/** The bucket of a number of months late. */
export function bucketOf(months: number): Bucket {
  return BUCKETS[Math.min(months, 4)] ?? '120+';
}

/** The bucket of a reported status: `00`…`99`, `RA`; undefined for `XX`, which is unknown and never current. */
export function bucketOfStatus(status: string): Bucket | undefined {
  if (status === 'RA') return 'reo';
  return /^\d{2}$/.test(status) ? bucketOf(Number(status)) : undefined;
}

/** A bucket in words for people. */
export const BUCKET_WORDS: Readonly<Record<Bucket, string>> = {
  current: 'Current',
  '30': '30–59 days',
  '60': '60–89 days',
  '90': '90–119 days',
  '120+': '120 days or more',
  reo: 'Property acquired',
};
