import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { isRetained, retentionOf } from './retention';

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text);

describe('how long a loan’s record is kept', () => {
  it('is for the life of the loan', () => {
    const living = retentionOf(undefined);
    expect(living).toMatchObject({ until: null, why: expect.stringContaining('still being serviced') as string });
    expect(isRetained(living, day('2099-01-01'))).toBe(true);
  });

  it.each([
    ['01', '2020-03-15', '2024-03-15', 'paid off'],
    ['09', '2021-12-31', '2025-12-31', 'liquidated'],
    ['16', '2020-02-29', '2024-02-29', 'sold'],
    ['02', '2019-02-28', '2023-02-28', 'liquidated'],
    // Where there is no such day, the last of that month.
    ['01', '2096-02-29', '2100-02-28', 'paid off'],
    ['77', '2020-01-01', '2024-01-01', 'ended'],
  ])('of one that left by %s on %s, until %s', (code, on, until, word) => {
    const retention = retentionOf({ code, on });
    expect([retention.until?.toString(), retention.why.includes(word)]).toEqual([until, true]);
    expect(isRetained(retention, day(until).subtract({ days: 1 }))).toBe(true);
    expect(isRetained(retention, day(until))).toBe(false);
  });

  it('is never shorter than the one year of 12 CFR 1024.38(c)(1), and ends', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), (days) => {
        const on = day('1990-01-01').add({ days });
        const retention = retentionOf({ code: '01', on: on.toString() });
        expect(isRetained(retention, on.add({ years: 1 }))).toBe(true);
        expect(isRetained(retention, on.add({ years: 4 }))).toBe(false);
      }),
    );
  });
});
