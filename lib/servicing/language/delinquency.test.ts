import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { bucketOf, bucketOfStatus, daysPastDue, monthsDelinquent } from './delinquency';

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(`2027-${text}`);

/** Domain reference §1.4: first unpaid, as of, MBA, OTS, Reg X days. */
const TABLE = [
  ['07-01', '07-30', 0, 0, 29],
  ['07-01', '07-31', 1, 0, 30],
  ['07-01', '08-01', 1, 1, 31],
  ['07-01', '08-31', 2, 1, 61],
  ['07-01', '09-30', 3, 2, 91],
  ['01-15', '01-31', 0, 0, 16],
  ['01-15', '02-14', 1, 0, 30],
  ['01-15', '02-15', 1, 1, 31],
] as const;

describe('delinquency', () => {
  it.each(TABLE)('first unpaid %s as of %s: MBA %i, OTS %i, %i days', (...[due, asOf, mba, ots, days]) => {
    expect(monthsDelinquent('MBA', day(due), day(asOf))).toBe(mba);
    expect(monthsDelinquent('OTS', day(due), day(asOf))).toBe(ots);
    expect(daysPastDue(day(due), day(asOf))).toBe(days);
  });

  it('clamps due days from the anchor, never from a clamped date', () => {
    const due = Temporal.PlainDate.from('2027-01-31');
    expect(monthsDelinquent('OTS', due, Temporal.PlainDate.from('2027-03-30'))).toBe(1);
    expect(monthsDelinquent('OTS', due, Temporal.PlainDate.from('2027-03-31'))).toBe(2);
  });

  it('puts four and more months in one bucket, keeps REO apart and never calls the unknown current', () => {
    expect([0, 1, 2, 3, 4, 9].map(bucketOf)).toEqual(['current', '30', '60', '90', '120+', '120+']);
    expect([bucketOfStatus('RA'), bucketOfStatus('XX')]).toEqual(['reo', undefined]);
  });
});
