import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { nextDeadline, regulatoryClocks } from './regulatory-clocks';

describe('regulatory clocks', () => {
  // Domain reference §1.3: D, D+36, D+45, first filing from.
  it.each([
    ['2027-01-01', ['2027-02-06', '2027-02-15', '2027-05-02']],
    ['2027-02-01', ['2027-03-09', '2027-03-18', '2027-06-02']],
    ['2028-02-01', ['2028-03-08', '2028-03-17', '2028-06-01']],
    ['2026-09-01', ['2026-10-07', '2026-10-16', '2026-12-31']],
  ])('count calendar days from %s', (due, dates) => {
    expect(regulatoryClocks(Temporal.PlainDate.from(due)).map((clock) => clock.dueOn.toString())).toEqual(dates);
  });

  it.each([
    [{ liveContact: false, writtenNotice: false }, 'live-contact'],
    [{ liveContact: false, writtenNotice: true }, 'live-contact'],
    [{ liveContact: true, writtenNotice: false }, 'written-notice'],
    [{ liveContact: true, writtenNotice: true }, undefined],
  ])('with %o done, the next deadline is %s', (done, next) => {
    expect(nextDeadline(Temporal.PlainDate.from('2026-09-01'), done)?.clock).toBe(next);
  });
});
