import { describe, expect, it } from 'vitest';
import { deriveCorrection, knownOf, readsTheSame, type KnownMonth, type KnownMonths } from './derive-correction';
import type { MonthRow } from './month-reading';

const why = { sourceFile: 'f'.repeat(64), sourceLine: 3, reason: 'Posted late by the lockbox' };

function row(over: Partial<MonthRow>): MonthRow {
  return {
    agencyLoanId: 'F24Q1N000001', period: 202409, upb: '238500.00', status: '00', noteRate: '6.000', modified: false, deferred: false,
    assistancePlan: null, zeroBalanceCode: null, zeroBalancePeriod: null, removalUpb: null, firstDueOn: null, ...over,
  }; // prettier-ignore
}

/** What is known of the month that is corrected, and of no other. */
const alone = (before: { status: string; upb: string } | null): KnownMonths =>
  among(before === null ? [] : [month(202409, before.status, before.upb)]);

const among = (months: readonly KnownMonth[]): KnownMonths => ({ months, exitCode: null, posted: [] });

const month = (period: number, status: string, upb = '239000.00'): KnownMonth => ({
  period, status, upb, noteRate: '6.000', assistancePlan: null, exited: false, reset: false, firstDueOn: null,
}); // prettier-ignore

/** What a row tells after its report: the type, and the instalments it is about. */
function told(known: KnownMonths, over: Partial<MonthRow>): unknown[] {
  const [, ...rest] = deriveCorrection(known, row(over), why);
  return rest.map(({ definition, values: { installmentDueOn = null, installmentCount = null, asOfOn = null } }) =>
    [definition.type, installmentDueOn, installmentCount, asOfOn].filter((each) => each !== null),
  );
}

const typesOf = (before: { status: string; upb: string } | null, status: string): string[] =>
  deriveCorrection(alone(before), row({ status }), why).map((fact) => fact.definition.type);

describe('a correction', () => {
  it('says what the month reads now, what it read before, why, and where', () => {
    const [corrected] = deriveCorrection(alone({ status: '01', upb: '239000.00' }), row({ status: '01' }), why);
    expect(corrected).toEqual({
      definition: expect.objectContaining({ type: 'ReportCorrected' }) as unknown,
      occurredOn: '2024-09-30',
      follows: null,
      values: {
        periodEndOn: '2024-09-30', upb: '238500.00', noteRate: '6.000', delinquencyStatus: '01', earliestUnpaidDueOn: '2024-09-01',
        assistancePlan: null, previousUpb: '239000.00', previousStatus: '01', ...why,
      },
    }); // prettier-ignore
  });

  it('of a miss to a payment tells that the month’s own instalment was paid', () => {
    const [, payment] = deriveCorrection(alone({ status: '01', upb: '239000.00' }), row({ status: '00' }), why);
    expect(payment).toMatchObject({ definition: { type: 'PaymentReceived' }, occurredOn: '2024-09-30', follows: 0 });
    expect(payment?.values).toEqual({
      installmentDueOn: '2024-09-01', installmentCount: 1, amount: null, receivedOn: null, asOfOn: '2024-09-30',
      sourceFile: why.sourceFile, sourceLine: why.sourceLine,
    }); // prettier-ignore
  });

  it('of a payment to a miss takes the payment back and tells that the month’s own instalment was missed', () => {
    expect(told(alone({ status: '00', upb: '239000.00' }), { status: '01' })).toEqual([
      ['PaymentReversed', '2024-09-01', 1, '2024-09-30'],
      ['PaymentMissed', '2024-09-01', '2024-09-30'],
    ]);
  });

  it('that is as late by other months tells the instalments between', () => {
    expect(told(alone({ status: '01', upb: '239000.00' }), { status: '03' })).toEqual([
      ['PaymentReversed', '2024-07-01', 2, '2024-09-30'],
    ]);
    expect(told(alone({ status: '03', upb: '239000.00' }), { status: '01' })).toEqual([
      ['PaymentReceived', '2024-07-01', 2, '2024-09-30'],
    ]);
  });

  it.each([
    ['00', '00'],
    ['01', 'XX'],
    ['00', 'RA'],
  ])('from %s to %s says nothing new of the month’s own instalment', (before, after) => {
    const types = typesOf({ status: before, upb: '239000.00' }, after);
    expect(types).not.toContain('PaymentReceived');
    expect(types).not.toContain('PaymentMissed');
  });

  it('tells an exit and an acquired property that only the corrected month tells of', () => {
    const before = { status: '03', upb: '239000.00' };
    const exit = deriveCorrection(alone(before), row({ upb: '0.00', zeroBalanceCode: '01', removalUpb: '239000.00' }), why);
    expect(exit.map((fact) => fact.definition.type)).toEqual(['ReportCorrected', 'LoanExited']);
    expect(exit[1]).toMatchObject({ follows: 0, values: { zeroBalanceCode: '01', sourceLine: 3 } });
    expect(typesOf(before, 'RA')).toEqual(['ReportCorrected', 'PropertyAcquired']);
    expect(typesOf({ status: 'RA', upb: '1.00' }, 'RA')).toEqual(['ReportCorrected']);
  });

  it('of a month nobody reported has nothing that it read before', () => {
    const [corrected] = deriveCorrection(alone(null), row({ status: 'XX' }), why);
    expect(corrected?.values).toMatchObject({ previousUpb: null, previousStatus: null });
  });

  it('tells an unknown month that turns out to be a miss', () => {
    expect(typesOf({ status: 'XX', upb: '239000.00' }, '01')).toEqual(['ReportCorrected', 'PaymentMissed']);
  });
});

describe('a month told after later ones', () => {
  const around = (before: string, after: string): KnownMonths => among([month(202410, after), month(202408, before)]);

  it('tells no payment that the later month told', () => {
    expect(told(around('00', '00'), { status: '00' })).toEqual([]);
  });

  it('tells the later month’s payment where that had nothing to be told against', () => {
    expect(told(among([month(202410, '00')]), { status: '00' })).toEqual([['PaymentReceived', '2024-10-01', 1, '2024-10-31']]);
  });

  it('tells that its instalment was missed then, which the later payment of it does not say', () => {
    expect(told(around('00', '00'), { status: '01' })).toEqual([['PaymentMissed', '2024-09-01', '2024-09-30']]);
  });

  it('tells a payment and its return that the later month did not know of', () => {
    expect(told(around('02', '04'), { status: '00' })).toEqual([
      ['PaymentReceived', '2024-07-01', 3, '2024-09-30'],
      ['PaymentReversed', '2024-07-01', 3, '2024-10-31'],
    ]);
  });

  it('takes payments back that its modification explains', () => {
    expect(told(around('03', '00'), { status: '00', modified: true })).toEqual([
      ['PaymentReversed', '2024-06-01', 4, '2024-09-30'],
      ['WorkoutReported'],
    ]);
  });

  it('tells an acquired property that no later month told', () => {
    expect(told(around('09', 'RA'), { status: 'RA' })).toEqual([]);
    expect(told(around('09', '11'), { status: 'RA' })).toEqual([['PropertyAcquired']]);
  });

  it('does not tell an exit that is known', () => {
    const known = { ...around('00', '00'), exitCode: '01' };
    expect(told(known, { upb: '0.00', zeroBalanceCode: '01' })).toEqual([]);
    expect(told({ ...known, exitCode: null }, { upb: '0.00', zeroBalanceCode: '01' })).toEqual([['LoanExited']]);
  });
});

describe('a correction of a month after which payments were posted', () => {
  const known = { ...among([month(202408, '01'), month(202409, '02')]), posted: [{ on: '2024-09-28', months: 1 }] };

  it('tells no payment that was posted for a day of it', () => {
    expect(told(known, { status: '01' })).toEqual([]);
  });

  it('takes none back where only the balance reads differently', () => {
    expect(told(known, { status: '02', upb: '1.00' })).toEqual([]);
  });
});

describe('a correction between known months', () => {
  it('tells no payment that the later month told already', () => {
    const known = among([month(202408, '00'), month(202409, '01'), month(202410, '00')]);
    expect(told(known, { status: '00' })).toEqual([]);
  });
});

describe('a month that is told again', () => {
  const known = knownOf(row({}));
  it.each<[string, Partial<MonthRow>]>([
    ['balance', { upb: '1.00' }],
    ['status', { status: '01' }],
    ['rate', { noteRate: '5.500' }],
    ['plan', { assistancePlan: 'forbearance' }],
    ['modification', { modified: true }],
    ['deferral', { deferred: true }],
  ])('reads differently by its %s alone', (_, over) => {
    expect(readsTheSame(known, row({}), null)).toBe(true);
    expect(readsTheSame(known, row(over), null)).toBe(false);
    expect(readsTheSame(knownOf(row(over)), row(over), null)).toBe(true);
  });

  it('reads differently by why the loan left, where it is known to have left', () => {
    const left = row({ upb: '0.00', zeroBalanceCode: '01' });
    expect(readsTheSame(knownOf(left), left, '01')).toBe(true);
    expect(readsTheSame(knownOf(left), row({ upb: '0.00', zeroBalanceCode: '03' }), '01')).toBe(false);
    // It was found not to have left since.
    expect(readsTheSame(knownOf(left), left, null)).toBe(true);
  });
});
