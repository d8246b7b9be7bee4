import { describe, expect, it } from 'vitest';
import { loanChangeOf, loanChangesIn } from './loan-change';

const file = 'f'.repeat(64);
const report = { periodEndOn: '2024-09-30', upb: '239000.00', delinquencyStatus: '02', sourceFile: file };

describe('what a fact means to one who counts loans', () => {
  it('is a loan more, current with its first balance, when one is boarded', () => {
    expect(loanChangeOf('LoanBoarded', { originalUpb: '240000.00', firstPaymentOn: '2024-01-01' })).toEqual({
      bucket: 'current', upbCents: 240_000_00n, asOfOn: '2024-01-01',
    }); // prettier-ignore
  });

  it.each(['BalanceReported', 'ReportCorrected'])('is what the month reads for %s', (type) => {
    expect(loanChangeOf(type, report)).toEqual({ bucket: '60', upbCents: 239_000_00n, asOfOn: '2024-09-30' });
    expect(loanChangeOf(type, { ...report, delinquencyStatus: 'RA' })).toMatchObject({ bucket: 'reo' });
  });

  it('leaves the bucket as it is known when a month is unknown', () => {
    expect(loanChangeOf('BalanceReported', { ...report, delinquencyStatus: 'XX' })).toEqual({
      upbCents: 239_000_00n,
      asOfOn: '2024-09-30',
    });
  });

  it('is nothing more for what a tape implies: its report has told it', () => {
    const values = {
      installmentDueOn: '2024-08-01',
      installmentCount: 1,
      asOfOn: '2024-09-30',
      delinquencyStatus: '01',
      sourceFile: file,
    };
    for (const type of ['PaymentReceived', 'PaymentMissed', 'PaymentReversed'])
      expect(loanChangeOf(type, values)).toBeUndefined();
  });

  it.each([
    ['2024-08-01', 1, '2024-08-20', 'current'],
    ['2024-08-01', 1, '2024-10-05', '30'],
    ['2024-07-01', 1, '2024-10-05', '60'],
    ['2024-08-01', 3, '2024-10-05', 'current'],
  ])(
    'a payment posted by hand from %s on for %i received on %s leaves the loan %s',
    (installmentDueOn, installmentCount, receivedOn, bucket) => {
      const values = { installmentDueOn, installmentCount, receivedOn, asOfOn: receivedOn, sourceFile: null };
      expect(loanChangeOf('PaymentReceived', values)).toEqual({ bucket, asOfOn: receivedOn });
    },
  );

  it('a payment returned opens the old due date again', () => {
    const values = { installmentDueOn: '2024-08-01', installmentCount: 2, asOfOn: '2024-10-05', sourceFile: null };
    expect(loanChangeOf('PaymentReversed', values)).toEqual({ bucket: '60', asOfOn: '2024-10-05' });
  });

  it('the calendar’s word of a miss is its status', () => {
    const values = { installmentDueOn: '2024-08-01', asOfOn: '2024-10-01', delinquencyStatus: '02', sourceFile: null };
    expect(loanChangeOf('PaymentMissed', values)).toEqual({ bucket: '60', asOfOn: '2024-10-01' });
  });

  it('an exit takes the balance away', () => {
    expect(loanChangeOf('LoanExited', { effectiveOn: '2024-09-30' })).toEqual({
      upbCents: 0n,
      asOfOn: '2024-09-30',
      exited: true,
    });
  });

  it.each(['ContactMade', 'AlertAcknowledged', 'BorrowerNamed', 'NeverHeardOf'])('%s changes no count', (type) => {
    expect(loanChangeOf(type, {})).toBeUndefined();
  });
});

describe('the changes among facts', () => {
  it('are those of loans, each with its fact, in their order', () => {
    const exit = { stream: 'loan/a', type: 'LoanExited', values: { effectiveOn: '2024-09-30' } };
    const missed = { stream: 'loan/b', type: 'PaymentMissed', values: { sourceFile: 'tape' } };
    const other = { ...exit, stream: 'book/a' };
    const changes = loanChangesIn([missed, exit, other, exit]);
    expect(changes.map(({ fact }) => fact)).toEqual([exit, exit]);
    expect(changes[0]?.change).toEqual(loanChangeOf(exit.type, exit.values));
  });
});
