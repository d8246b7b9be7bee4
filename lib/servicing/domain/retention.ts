import { Temporal } from 'temporal-polyfill';

/** How a loan ended: the code of its zero balance and the day (ISO). */
export interface LoanEnd {
  readonly code: string;
  readonly on: string;
}

/** Fannie Mae asks for the life of the loan and four years; 12 CFR 1024.38(c)(1), for one year, is then kept as well. */
const YEARS_AFTER_THE_END = 4;

const ENDS: Readonly<Record<string, string>> = {
  '01': 'paid off',
  '02': 'liquidated',
  '03': 'liquidated',
  '09': 'liquidated',
  '15': 'sold',
  '16': 'sold',
  '96': 'removed',
};

/** Until when a record must be kept. `until` is the first day on which it may be erased; null while the loan lives. */
export interface Retention {
  readonly until: Temporal.PlainDate | null;
  readonly why: string;
}

/** The retention of a loan's record: the life of the loan and four years after it was paid off, liquidated or transferred. */
export function retentionOf(end: LoanEnd | undefined): Retention {
  if (end === undefined)
    return { until: null, why: 'the loan is still being serviced: its record is kept until four years after it ends' };
  const until = Temporal.PlainDate.from(end.on).add({ years: YEARS_AFTER_THE_END });
  return {
    until,
    why: `the loan was ${ENDS[end.code] ?? 'ended'} on ${end.on}, and its record is kept for four years after that`,
  };
}

/** Whether a record must still be kept on a day. */
export function isRetained({ until }: Retention, today: Temporal.PlainDate): boolean {
  return until === null || Temporal.PlainDate.compare(today, until) < 0;
}
