import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { addMonths, firstDayOf, lastDayOf, monthsBetween, parsePeriod, periodOf } from './period';

const periods = fc
  .tuple(fc.integer({ min: 1900, max: 2199 }), fc.integer({ min: 1, max: 12 }))
  .map(([year, month]) => year * 100 + month);

describe('a reporting month', () => {
  it('is read from six digits', () => {
    expect([parsePeriod('202610'), parsePeriod('199901'), parsePeriod('202612')]).toEqual([202610, 199901, 202612]);
  });

  it.each(['202600', '202613', '20261', '2026100', '2026-10', ' 202610', '202610\n', '٢٠٢٦١٠', '', 'Oct 26'])(
    'is not %j',
    (text) => {
      expect(parsePeriod(text)).toBeUndefined();
    },
  );

  it.each([
    [202402, '2024-02-29'],
    [202302, '2023-02-28'],
    [210002, '2100-02-28'],
    [202404, '2024-04-30'],
    [202412, '2024-12-31'],
  ])('%i ends on %s: what a tape says is as of then', (period, last) => {
    expect(lastDayOf(period).toString()).toBe(last);
    expect(firstDayOf(period).toString()).toBe(`${last.slice(0, 8)}01`);
  });

  it('holds its first and last day and no other month’s', () => {
    fc.assert(
      fc.property(periods, (period) => {
        expect([periodOf(firstDayOf(period)), periodOf(lastDayOf(period))]).toEqual([period, period]);
        expect(periodOf(lastDayOf(period).add({ days: 1 }))).toBe(addMonths(period, 1));
      }),
    );
  });

  it('is counted on over a year’s end, forward and back', () => {
    expect([addMonths(202412, 1), addMonths(202401, -1), addMonths(202406, 0), addMonths(202401, -13)]).toEqual([
      202501, 202312, 202406, 202212,
    ]);
    expect([monthsBetween(202412, 202501), monthsBetween(202501, 202412), monthsBetween(202401, 202501)]).toEqual([1, -1, 12]);
  });

  it('comes back to itself by as many months as lie between', () => {
    fc.assert(
      fc.property(periods, periods, (from, to) => {
        expect(addMonths(from, monthsBetween(from, to))).toBe(to);
        expect(monthsBetween(from, to)).toBe(firstDayOf(from).until(firstDayOf(to), { largestUnit: 'month' }).months);
      }),
    );
  });

  it('is that of any day in it', () => {
    expect(periodOf(Temporal.PlainDate.from('2026-10-31'))).toBe(202610);
  });
});
