import { describe, expect, it } from 'vitest';
import { deriveMonth, lastReportOf, type LastReport } from './derive-month';
import type { MonthRow } from './month-reading';

const source = { sourceFile: 'f'.repeat(64), sourceLine: 7 };

function row(over: Partial<MonthRow> = {}): MonthRow {
  return {
    agencyLoanId: 'F24Q1N000001', period: 202409, upb: '239000.00', status: '00', noteRate: '6.000', modified: false, deferred: false,
    assistancePlan: null, zeroBalanceCode: null, zeroBalancePeriod: null, removalUpb: null, firstDueOn: null, ...over,
  }; // prettier-ignore
}

/** The report of a month with this status, as what came before. */
const after = (period: number, status: string, previous: LastReport | null = null): LastReport =>
  lastReportOf(previous, row({ period, status }));

/** What a month says after its report, as type and values without their source. */
function derived(previous: LastReport | null, over: Partial<MonthRow>): [string, Record<string, unknown>][] {
  return deriveMonth(previous, row(over), source)
    .slice(1)
    .map(({ definition, values: { sourceFile, sourceLine, ...own } }) => {
      expect({ sourceFile, sourceLine }).toEqual(source);
      return [definition.type, own];
    });
}

const missed = (due: string, asOfOn: string, delinquencyStatus: string): [string, Record<string, unknown>] => [
  'PaymentMissed',
  { installmentDueOn: due, asOfOn, delinquencyStatus },
];
const received = (due: string, installmentCount: number, asOfOn: string): [string, Record<string, unknown>] => [
  'PaymentReceived',
  { installmentDueOn: due, installmentCount, amount: null, receivedOn: null, asOfOn },
];

describe('a month’s report', () => {
  it('comes first, as of the period’s end, with the line it was read from', () => {
    const [report, ...rest] = deriveMonth(null, row({ status: '01', assistancePlan: 'forbearance' }), source);
    expect(report).toMatchObject({ definition: { type: 'BalanceReported' }, occurredOn: '2024-09-30', follows: null });
    expect(report?.values).toEqual({
      periodEndOn: '2024-09-30', upb: '239000.00', noteRate: '6.000', delinquencyStatus: '01', earliestUnpaidDueOn: '2024-09-01',
      assistancePlan: 'forbearance', ...source,
    }); // prettier-ignore
    expect(rest.map(({ follows, occurredOn }) => [follows, occurredOn])).toEqual([[0, '2024-09-30']]);
  });

  it('of a leap February is as of its 29th', () => {
    expect(deriveMonth(null, row({ period: 202402 }), source)[0]?.occurredOn).toBe('2024-02-29');
  });
});

describe('month against month', () => {
  it('tells the first month of a loan without guessing what was paid before', () => {
    expect(derived(null, { status: '00' })).toEqual([]);
    expect(derived(null, { status: '03' })).toEqual([missed('2024-09-01', '2024-09-30', '03')]);
  });

  it('tells an instalment paid on time', () => {
    expect(derived(after(202408, '00'), { status: '00' })).toEqual([received('2024-09-01', 1, '2024-09-30')]);
  });

  it('tells an instalment missed', () => {
    expect(derived(after(202408, '00'), { status: '01' })).toEqual([missed('2024-09-01', '2024-09-30', '01')]);
  });

  it('tells one who rolls a month behind both the old instalment paid and the new one missed', () => {
    expect(derived(after(202408, '01'), { status: '01' })).toEqual([
      received('2024-08-01', 1, '2024-09-30'),
      missed('2024-09-01', '2024-09-30', '01'),
    ]);
  });

  it('tells two instalments paid at once as one payment of two', () => {
    expect(derived(after(202408, '02'), { status: '01' })).toEqual([
      received('2024-07-01', 2, '2024-09-30'),
      missed('2024-09-01', '2024-09-30', '01'),
    ]);
  });

  it('tells a cure from the oldest instalment on', () => {
    expect(derived(after(202408, '03'), { status: '00' })).toEqual([received('2024-06-01', 4, '2024-09-30')]);
  });

  it('tells instalments that are open again when the status goes back further than a month', () => {
    expect(derived(after(202408, '00'), { status: '02' })).toEqual([
      ['PaymentReversed', { installmentDueOn: '2024-08-01', installmentCount: 1, asOfOn: '2024-09-30', reason: 'The tape reports fewer instalments paid than the month before.' }],
      missed('2024-09-01', '2024-09-30', '02'),
    ]); // prettier-ignore
  });

  it('goes over a year’s end and over months without a report', () => {
    expect(derived(after(202312, '01'), { period: 202402, status: '01' })).toEqual([
      received('2023-12-01', 2, '2024-02-29'),
      missed('2024-02-01', '2024-02-29', '01'),
    ]);
  });
});

describe('a month before the first instalment is due', () => {
  it('has that instalment unpaid, and pays none', () => {
    const early = { period: 202409, status: '00', firstDueOn: '2024-11-01' };
    const before = lastReportOf(null, row({ ...early, period: 202408 }));
    expect(deriveMonth(before, row(early), source).map(({ values }) => values.earliestUnpaidDueOn)).toEqual(['2024-11-01']);
    const [[payment] = []] = derived(lastReportOf(before, row(early)), { ...early, period: 202411 });
    expect(payment).toBe('PaymentReceived');
  });
});

describe('a month that does not say how late', () => {
  it.each(['XX', 'RA'])('%s moves no instalment, and what was known is carried over it', (status) => {
    const before = after(202408, '02');
    expect(derived(before, { status }).filter(([type]) => type.startsWith('Payment'))).toEqual([]);
    const carried = after(202409, status, before);
    expect(carried).toEqual({
      period: 202409,
      firstUnpaidOn: '2024-07-01',
      posted: [],
      acquired: status === 'RA',
      exitCode: null,
    });
    expect(derived(carried, { period: 202410, status: '00' })).toEqual([received('2024-07-01', 4, '2024-10-31')]);
  });

  it('XX is told as unknown, with no instalment said to be unpaid', () => {
    expect(deriveMonth(null, row({ status: 'XX' }), source)[0]?.values).toMatchObject({
      delinquencyStatus: 'XX',
      earliestUnpaidDueOn: null,
    });
  });

  it('RA is the owner’s acquiring of the property', () => {
    expect(derived(after(202408, '09'), { status: 'RA' })).toEqual([['PropertyAcquired', { periodEndOn: '2024-09-30' }]]);
  });

  it('RA is told once, however long the loan stays so, and over a month that does not say', () => {
    const acquired = after(202407, 'RA');
    expect(derived(acquired, { period: 202408, status: 'RA' })).toEqual([]);
    expect(derived(after(202408, 'XX', acquired), { status: 'RA' })).toEqual([]);
    const [[again] = []] = derived(after(202408, '09', acquired), { status: 'RA' });
    expect(again).toBe('PropertyAcquired');
  });
});

describe('workouts and exits', () => {
  it.each([
    ['modified', 'modification'],
    ['deferred', 'deferral'],
  ])('tells a loan %s this month as a %s', (flag, kind) => {
    expect(derived(null, { [flag]: true })).toEqual([['WorkoutReported', { kind, periodEndOn: '2024-09-30' }]]);
  });

  it.each(['modified', 'deferred'])('takes what is %s away from what is unpaid for no payment', (flag) => {
    const names = derived(after(202408, '03'), { [flag]: true }).map(([name]) => name);
    expect(names).toEqual(['WorkoutReported']);
  });

  it('tells an exit with the month it took effect in, and no payment besides', () => {
    const exit = { upb: '0.00', zeroBalanceCode: '01', zeroBalancePeriod: 202408, removalUpb: '238000.00' };
    expect(derived(after(202408, '02'), exit)).toEqual([
      ['LoanExited', { zeroBalanceCode: '01', effectiveOn: '2024-08-31', removalUpb: '238000.00' }],
    ]);
    expect(deriveMonth(null, row(exit), source)[0]?.values.earliestUnpaidDueOn).toBeNull();
    expect(lastReportOf(null, row(exit)).exitCode).toBe('01');
  });

  it('tells an exit once, and again only with another reason', () => {
    const gone = after(202408, '00', null);
    const left = (exitCode: string): LastReport => ({ ...gone, exitCode });
    const exit = { upb: '0.00', zeroBalanceCode: '09', removalUpb: '1.00' };
    expect(derived(left('09'), exit)).toEqual([]);
    expect(derived(left('01'), exit).map(([type]) => type)).toEqual(['LoanExited']);
  });

  it('takes an exit without a month of its own to be in the month reported', () => {
    expect(derived(null, { zeroBalanceCode: '96' })).toEqual([
      ['LoanExited', { zeroBalanceCode: '96', effectiveOn: '2024-09-30', removalUpb: null }],
    ]);
  });
});
