import { describe, expect, it } from 'vitest';
import type { Canonical } from '@/lib/ledger/domain/canonical';
import type { RecordedFact } from '@/lib/ledger/server/recorded-fact';
import { foldStanding } from './fold-standing';
import type { StandingRow } from './standing-row';

const file = 'f'.repeat(64);

function fact(type: string, values: Record<string, Canonical>): RecordedFact {
  return {
    index: 0n, stream: 'loan/a', version: 1, digest: '', organisation: 'servicer', idempotencyKey: '', recordedAt: new Date(0), type, schema: 1,
    occurredAt: '', actor: '', causes: [], values,
  }; // prettier-ignore
}

const report = (
  periodEndOn: string,
  delinquencyStatus: string,
  earliestUnpaidDueOn: string | null,
  upb = '239000.00',
): RecordedFact =>
  fact('BalanceReported', { periodEndOn, delinquencyStatus, earliestUnpaidDueOn, upb, noteRate: '6.000', sourceFile: file });

const posted = (installmentCount: number, receivedOn: string): RecordedFact =>
  fact('PaymentReceived', { installmentCount, receivedOn, asOfOn: receivedOn, sourceFile: null });

/** The standing after some facts of a loan boarded with its first instalment due in January 2024. */
function after(...facts: readonly RecordedFact[]): StandingRow {
  const row: StandingRow = {
    loan_id: 'a', servicer: 's', owner: 'o', securitizer: 'x', homeowner: null, upb_cents: '24000000', note_rate: '6.000',
    principal_and_interest_cents: '143892', delinquency_status: null, earliest_unpaid_due_on: '2024-01-01', as_of_on: null, feed: 'tape',
    months_late: 0, exit_code: null, unpaid_as_of_on: null, reported_on: null, posted: [],
  }; // prettier-ignore
  for (const each of facts) foldStanding(row, each);
  return row;
}

const late = report('2024-09-30', '02', '2024-08-01');

describe('a loan’s standing', () => {
  it('is what its newest report says, as of the period’s end', () => {
    expect(after(late)).toMatchObject({
      upb_cents: '23900000', delinquency_status: '02', earliest_unpaid_due_on: '2024-08-01', as_of_on: '2024-09-30', months_late: 2, feed: 'tape',
    }); // prettier-ignore
  });

  it('keeps the first unpaid instalment over a month that does not say, and never turns current by it', () => {
    expect(after(late, report('2024-10-31', 'XX', null))).toMatchObject({
      delinquency_status: 'XX', earliest_unpaid_due_on: '2024-08-01', months_late: 3,
    }); // prettier-ignore
  });

  it('is not moved twice by a payment that a tape implies', () => {
    const implied = fact('PaymentReceived', { installmentCount: 1, receivedOn: null, asOfOn: '2024-09-30', sourceFile: file });
    expect(after(late, implied)).toEqual(after(late));
  });

  it('moves on by the instalments that a payment posted by hand pays, and is then fed directly', () => {
    expect(after(late, posted(1, '2024-10-05'))).toMatchObject({ earliest_unpaid_due_on: '2024-09-01', as_of_on: '2024-10-05', months_late: 1, feed: 'direct' }); // prettier-ignore
    expect(after(late, posted(3, '2024-10-05'))).toMatchObject({ earliest_unpaid_due_on: '2024-11-01', months_late: 0 });
  });

  it('does not go back in time for a payment posted late', () => {
    expect(after(late, posted(1, '2024-09-10'))).toMatchObject({ earliest_unpaid_due_on: '2024-09-01', as_of_on: '2024-09-30', months_late: 1 }); // prettier-ignore
  });

  it('opens old instalments again when a payment is returned', () => {
    const returned = fact('PaymentReversed', { installmentCount: 1, asOfOn: '2024-10-09', sourceFile: null });
    expect(after(late, posted(1, '2024-10-05'), returned)).toMatchObject({
      earliest_unpaid_due_on: '2024-08-01', as_of_on: '2024-10-09', months_late: 2,
    }); // prettier-ignore
  });

  it('ages by the calendar’s word of a miss, which changes nothing of what is unpaid', () => {
    const missed = fact('PaymentMissed', { asOfOn: '2024-10-31', sourceFile: null });
    expect(after(late, posted(1, '2024-10-05'), missed)).toMatchObject({
      earliest_unpaid_due_on: '2024-09-01', as_of_on: '2024-10-31', months_late: 2,
    }); // prettier-ignore
    expect(after(late, fact('PaymentMissed', { asOfOn: '2024-10-31', sourceFile: file }))).toEqual(after(late));
  });

  it('takes a correction of the newest month, and none of an older one', () => {
    const corrected = (periodEndOn: string): RecordedFact => ({ ...report(periodEndOn, '00', '2024-10-01', '238500.00'), type: 'ReportCorrected' }); // prettier-ignore
    expect(after(late, corrected('2024-09-30'))).toMatchObject({
      delinquency_status: '00',
      upb_cents: '23850000',
      months_late: 0,
    });
    expect(after(late, corrected('2024-08-31'))).toEqual(after(late));
  });

  it('of an acquired property is RA, and keeps what was unpaid', () => {
    expect(after(late, report('2024-10-31', 'RA', null))).toMatchObject({
      delinquency_status: 'RA',
      earliest_unpaid_due_on: '2024-08-01',
    });
  });

  it('of a loan that left has no balance and nothing unpaid', () => {
    const left = after(late, fact('LoanExited', { zeroBalanceCode: '03', effectiveOn: '2024-10-31' }));
    expect(left).toMatchObject({ exit_code: '03', upb_cents: '0', earliest_unpaid_due_on: null, months_late: 0 });
    expect(after(late, fact('LoanExited', { zeroBalanceCode: '03' }), posted(1, '2024-11-05'))).toEqual(left);
  });

  it('learns of its homeowner, and of no other party that way', () => {
    expect(after(fact('LoanPartyAssigned', { role: 'homeowner', organisation: 'h' }))).toMatchObject({ homeowner: 'h' });
    expect(after(fact('LoanPartyAssigned', { role: 'owner', organisation: 'h' }))).toMatchObject({ homeowner: null, owner: 'o' });
  });

  it('is left be by facts about other things', () => {
    for (const type of ['ContactMade', 'WorkoutReported', 'NeverHeardOf'])
      expect(after(late, fact(type, {}))).toEqual(after(late));
  });
});
