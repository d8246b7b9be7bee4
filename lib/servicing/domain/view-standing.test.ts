import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { viewStanding, type KeptStanding } from './view-standing';

const kept: KeptStanding = {
  upbCents: 23_900_000n, noteRate: '6.000', principalAndInterestCents: 143_892n, delinquencyStatus: '01',
  earliestUnpaidDueOn: '2024-09-01', asOfOn: '2024-09-30', feed: 'tape', exitCode: null,
}; // prettier-ignore
const on = (date: string): Temporal.PlainDate => Temporal.PlainDate.from(date);

describe('a standing', () => {
  it('of a tape is as of its period end: 01 for 2024-09 is 29 days past due on September 30 (domain reference §3.1)', () => {
    expect(viewStanding(kept, on('2024-10-20'))).toMatchObject({
      daysPastDue: 29,
      mbaMonthsLate: 1,
      otsMonthsLate: 0,
      asOfOn: '2024-09-30',
      bucket: '30',
      stale: false,
    });
  });

  it('grows stale, not later, when the tape is silent', () => {
    expect(viewStanding(kept, on('2024-12-24'))).toMatchObject({ daysPastDue: 29, stale: true, estimatedAmountDue: '1438.92' });
  });

  it('fed directly moves with the calendar', () => {
    expect(viewStanding({ ...kept, feed: 'direct' }, on('2024-10-31'))).toMatchObject({
      daysPastDue: 60,
      mbaMonthsLate: 2,
      asOfOn: '2024-10-31',
      estimatedAmountDue: '2877.84',
    });
  });

  it('with an unknown status is never current', () => {
    expect(viewStanding({ ...kept, delinquencyStatus: 'XX' }, on('2024-10-01')).bucket).toBe('unknown');
  });
});
