import { describe, expect, it } from 'vitest';
import { deriveCorrection } from './derive-correction';
import type { PerformanceRow } from './read-performance-row';

const why = { sourceFile: 'f'.repeat(64), sourceLine: 3, reason: 'Posted late by the lockbox' };

function row(over: Partial<PerformanceRow>): PerformanceRow {
  return {
    agencyLoanId: 'F24Q1N000001', period: 202409, upb: '238500.00', status: '00', noteRate: '6.000', modified: false, deferred: false,
    assistancePlan: null, zeroBalanceCode: null, zeroBalancePeriod: null, removalUpb: null, ...over,
  }; // prettier-ignore
}

const typesOf = (before: { status: string; upb: string } | null, status: string): string[] =>
  deriveCorrection(before, row({ status }), why).map((fact) => fact.definition.type);

describe('a correction', () => {
  it('says what the month reads now, what it read before, why, and where', () => {
    const [corrected] = deriveCorrection({ status: '01', upb: '239000.00' }, row({ status: '01' }), why);
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
    const [, payment] = deriveCorrection({ status: '01', upb: '239000.00' }, row({ status: '00' }), why);
    expect(payment).toMatchObject({ definition: { type: 'PaymentReceived' }, occurredOn: '2024-09-30', follows: 0 });
    expect(payment?.values).toEqual({
      installmentDueOn: '2024-09-01', installmentCount: 1, amount: null, receivedOn: null, asOfOn: '2024-09-30',
      sourceFile: why.sourceFile, sourceLine: why.sourceLine,
    }); // prettier-ignore
  });

  it('of a payment to a miss tells that the month’s own instalment was missed', () => {
    const [, miss] = deriveCorrection({ status: '00', upb: '239000.00' }, row({ status: '02' }), why);
    expect(miss).toMatchObject({ definition: { type: 'PaymentMissed' }, follows: 0 });
    expect(miss?.values).toEqual({
      installmentDueOn: '2024-09-01', asOfOn: '2024-09-30', delinquencyStatus: '02',
      sourceFile: why.sourceFile, sourceLine: why.sourceLine,
    }); // prettier-ignore
  });

  it.each([
    ['01', '03'],
    ['03', '01'],
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
    const exit = deriveCorrection(before, row({ upb: '0.00', zeroBalanceCode: '01', removalUpb: '239000.00' }), why);
    expect(exit.map((fact) => fact.definition.type)).toEqual(['ReportCorrected', 'LoanExited']);
    expect(exit[1]).toMatchObject({ follows: 0, values: { zeroBalanceCode: '01', sourceLine: 3 } });
    expect(typesOf(before, 'RA')).toEqual(['ReportCorrected', 'PropertyAcquired']);
    expect(typesOf({ status: 'RA', upb: '1.00' }, 'RA')).toEqual(['ReportCorrected']);
  });

  it('of a month nobody reported has nothing that it read before', () => {
    const [corrected] = deriveCorrection(null, row({ status: 'XX' }), why);
    expect(corrected?.values).toMatchObject({ previousUpb: null, previousStatus: null });
  });

  it('tells an unknown month that turns out to be a miss', () => {
    expect(typesOf({ status: 'XX', upb: '239000.00' }, '01')).toEqual(['ReportCorrected', 'PaymentMissed']);
  });
});
