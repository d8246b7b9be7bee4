import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketOfStanding, foldFact, movesStanding, standingAtBoarding, type LoanStanding } from './loan-standing';

const file = 'f'.repeat(64);

interface Fact {
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** A month's report with the first instalment it implies to be unpaid. */
function report(period: string, status: string, upb = '239000.00'): Fact {
  const [year = 0, month = 0] = period.split('-').map(Number);
  const due = /^\d{2}$/.test(status) ? monthAt(year * 12 + month - Number(status)) : null;
  const periodEndOn = `${period}-${String(new Date(Date.UTC(year, month, 0)).getUTCDate())}`;
  return { type: 'BalanceReported', values: { periodEndOn, upb, delinquencyStatus: status, earliestUnpaidDueOn: due, sourceFile: file } };
} // prettier-ignore

const monthAt = (months: number): string => `${String(Math.floor(months / 12))}-${String((months % 12) + 1).padStart(2, '0')}-01`;
const corrected = (fact: Fact, previousStatus: string | null): Fact => ({
  type: 'ReportCorrected',
  values: { ...fact.values, previousStatus },
});
const posted = (installmentCount: number, receivedOn: string): Fact => ({
  type: 'PaymentReceived',
  values: { installmentCount, receivedOn, asOfOn: receivedOn, sourceFile: null },
});
const exit = (effectiveOn: string): Fact => ({ type: 'LoanExited', values: { zeroBalanceCode: '01', effectiveOn, sourceFile: file } }); // prettier-ignore

const boarded = standingAtBoarding({ originalUpb: '240000.00', firstPaymentOn: '2024-01-01' });
const after = (...facts: readonly Fact[]): LoanStanding => facts.reduce(foldFact, boarded);
const bucketAfter = (...facts: readonly Fact[]): string => {
  const standing = after(...facts);
  return bucketOfStanding(standing, standing.asOfOn);
};

const LATE = report('2024-09', '02');

describe('a loan', () => {
  it('begins current, with its first instalment unpaid and nothing reported; boarded twice it is as it was', () => {
    expect(boarded).toMatchObject({ upbCents: '24000000', firstUnpaidOn: '2024-01-01', asOfOn: null });
    expect(bucketAfter()).toBe('current');
    expect(after(LATE, { type: 'LoanBoarded', values: {} })).toEqual(after(LATE));
  });

  it('is as its newest month reports', () => {
    expect(after(LATE)).toMatchObject({ status: '02', firstUnpaidOn: '2024-08-01', asOfOn: '2024-09-30', reportedOn: '2024-09-30' }); // prettier-ignore
    expect(bucketAfter(LATE)).toBe('60');
    expect(bucketAfter(LATE, report('2024-10', 'XX'))).toBe('unknown');
    expect(bucketAfter(LATE, report('2024-10', 'RA'))).toBe('reo');
  });

  it('is not set back by an older month, which still says what is unpaid where no later one does', () => {
    expect(after(LATE, corrected(report('2024-08', '00', '1.00'), '01'))).toEqual(after(LATE));
    const unknown = report('2024-10', 'XX');
    expect(after(LATE, unknown, corrected(report('2024-09', '00'), '02'))).toMatchObject({
      status: 'XX', firstUnpaidOn: '2024-10-01', asOfOn: '2024-10-31',
    }); // prettier-ignore
  });

  it('that left has no balance and nothing unpaid, and is back with a balance of that month or a later one', () => {
    const left = [LATE, report('2024-10', '00', '0.00'), exit('2024-09-30')];
    expect(after(...left)).toMatchObject({ exitCode: '01', upbCents: '0', firstUnpaidOn: null });
    expect(bucketAfter(...left)).toBe('exited');
    expect(bucketAfter(...left, posted(1, '2024-11-02'))).toBe('exited');
    expect(bucketAfter(...left, corrected(report('2024-08', '01'), '00'))).toBe('exited');
    expect(after(...left, corrected(report('2024-10', '03'), '00'))).toMatchObject({
      exitCode: null,
      firstUnpaidOn: '2024-08-01',
    });
    expect(bucketAfter(...left, report('2024-11', '01'))).toBe('30');
  });

  it('has not left by an exit told late, of a month after which it had a balance', () => {
    expect(after(LATE, corrected(report('2024-07', '00', '0.00'), null), exit('2024-07-31'))).toEqual(after(LATE));
  });
});

describe('a payment posted by hand', () => {
  it('moves the first unpaid instalment whenever it was received, and the day only onwards', () => {
    expect(after(LATE, posted(1, '2024-10-05'))).toMatchObject({ firstUnpaidOn: '2024-09-01', asOfOn: '2024-10-05', feed: 'direct' }); // prettier-ignore
    expect(after(LATE, posted(1, '2024-09-10'))).toMatchObject({ firstUnpaidOn: '2024-09-01', asOfOn: '2024-09-30', feed: 'direct' }); // prettier-ignore
    expect([bucketAfter(LATE, posted(1, '2024-10-05')), bucketAfter(LATE, posted(2, '2024-09-10'))]).toEqual(['30', 'current']);
  });

  it('does not cure what the owner has acquired', () => {
    expect(bucketAfter(LATE, report('2024-10', 'RA'), posted(2, '2024-11-05'))).toBe('reo');
  });

  it('is kept by a correction that leaves the status as it was', () => {
    const again = corrected(report('2024-09', '02', '238000.00'), '02');
    expect(after(LATE, posted(1, '2024-09-28'), again)).toMatchObject({ firstUnpaidOn: '2024-09-01', feed: 'direct', upbCents: '23800000' }); // prettier-ignore
  });

  it('that is returned opens its instalments again', () => {
    const returned = { type: 'PaymentReversed', values: { installmentCount: 1, asOfOn: '2024-10-09', sourceFile: null } };
    expect(after(LATE, posted(1, '2024-10-05'), returned)).toMatchObject({ firstUnpaidOn: '2024-08-01', asOfOn: '2024-10-09' });
  });

  it('leaves the loan the same whether it is told before or after a month that ended before it', () => {
    const cases = fc.tuple(fc.constantFrom('00', '01', '02', '03'), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 28 }));
    fc.assert(
      fc.property(cases, ([status, count, day]) => {
        const [month, payment] = [report('2024-09', status), posted(count, `2024-10-${String(day).padStart(2, '0')}`)];
        expect(after(report('2024-08', '01'), payment, month)).toEqual(after(report('2024-08', '01'), month, payment));
      }),
    );
  }); // prettier-ignore

  it('is in the first report of a month that ended after it', () => {
    expect(after(report('2024-08', '01'), posted(1, '2024-09-05'), LATE)).toEqual(after(report('2024-08', '01'), LATE));
  });
});

describe('the calendar’s word of a miss', () => {
  it('moves the day on, and a tape’s does not', () => {
    const missed = (sourceFile: string | null): Fact => ({ type: 'PaymentMissed', values: { asOfOn: '2024-10-31', sourceFile } });
    expect(after(LATE, posted(1, '2024-10-05'), missed(null))).toMatchObject({ firstUnpaidOn: '2024-09-01', asOfOn: '2024-10-31' }); // prettier-ignore
    expect(bucketAfter(LATE, posted(1, '2024-10-05'), missed(null))).toBe('60');
    expect(after(LATE, missed(file))).toEqual(after(LATE));
  });
});

describe('what moves a standing', () => {
  it.each(['LoanBoarded', 'BalanceReported', 'ReportCorrected', 'LoanExited'])('is %s', (type) => {
    expect(movesStanding({ type, values: { sourceFile: file } })).toBe(true);
  });

  it.each(['PaymentReceived', 'PaymentReversed', 'PaymentMissed'])('is %s unless a tape implies it', (type) => {
    expect([file, null].map((sourceFile) => movesStanding({ type, values: { sourceFile } }))).toEqual([false, true]);
  });

  it.each(['ContactMade', 'PropertyAcquired', 'NeverHeardOf', 'toString'])('is not %s', (type) => {
    expect(movesStanding({ type, values: {} })).toBe(false);
    expect(after(LATE, { type, values: {} })).toEqual(after(LATE));
  });
});
