import { Temporal } from 'temporal-polyfill';
import { remembered } from './remembered';

/** A reporting month as tapes write it: 202610. */
export type Period = number;

/** Reads "202610"; undefined unless it is a month. */
export function parsePeriod(text: string): Period | undefined {
  const match = /^(\d{4})(0[1-9]|1[0-2])$/.exec(text);
  return match === null ? undefined : Number(text);
}

/** The first day of a period. */
export function firstDayOf(period: Period): Temporal.PlainDate {
  return Temporal.PlainDate.from({ year: Math.floor(period / 100), month: period % 100, day: 1 });
}

/** The last day of a period: what a tape says is as of then. */
export function lastDayOf(period: Period): Temporal.PlainDate {
  return firstDayOf(period).add({ months: 1 }).subtract({ days: 1 });
}

/** The period a date lies in. */
export function periodOf(date: Temporal.PlainDate): Period {
  return date.year * 100 + date.month;
}

/** Whole months from one period to another. */
export function monthsBetween(from: Period, to: Period): number {
  return (Math.floor(to / 100) - Math.floor(from / 100)) * 12 + ((to % 100) - (from % 100));
}

/** The period some months later (or earlier). */
export function addMonths(period: Period, months: number): Period {
  const count = Math.floor(period / 100) * 12 + (period % 100) - 1 + months;
  return Math.floor(count / 12) * 100 + (count % 12) + 1;
}

/** The first day of a period as an ISO date: the form in which facts say it. */
export const firstDateOf = remembered((period: Period) => firstDayOf(period).toString());

/** The last day of a period as an ISO date. */
export const lastDateOf = remembered((period: Period) => lastDayOf(period).toString());
