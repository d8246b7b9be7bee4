import * as facts from '@/lib/servicing/language/facts';
import { firstDateOf, lastDateOf } from '@/lib/servicing/language/period';
import { endFacts, reportValues, type DerivedFact, type RowSource } from './derive-month';
import type { PerformanceRow } from './read-performance-row';

/**
 * The facts of a month that was imported before and reads differently now: the corrected report with its reason and, where
 * the month's own instalment changed between paid and unpaid, the payment or the miss. What stood before stays in the ledger.
 */
export function deriveCorrection(
  before: { readonly status: string; readonly upb: string } | null,
  row: PerformanceRow,
  why: RowSource & { readonly reason: string },
): DerivedFact[] {
  const { reason, ...source } = why;
  const asOfOn = lastDateOf(row.period);
  const due = firstDateOf(row.period);
  const corrected: DerivedFact = {
    definition: facts.ReportCorrected,
    values: { ...reportValues(row), previousUpb: before?.upb ?? null, previousStatus: before?.status ?? null, reason, ...source },
    occurredOn: asOfOn,
    follows: null,
  };
  const [was, is] = [isLate(before?.status ?? null), isLate(row.status)];
  const ends = endsOf(before, row, source);
  if (row.zeroBalanceCode !== null || was === is || is === undefined) return [corrected, ...ends];
  const payment = is
    ? { definition: facts.PaymentMissed, values: { installmentDueOn: due, asOfOn, delinquencyStatus: row.status, ...source } }
    : {
        definition: facts.PaymentReceived,
        values: { installmentDueOn: due, installmentCount: 1, amount: null, receivedOn: null, asOfOn, ...source },
      };
  return [corrected, { ...payment, occurredOn: asOfOn, follows: 0 }, ...ends];
}

/** An exit or an acquired property that only the corrected month tells of. */
function endsOf(before: { readonly status: string } | null, row: PerformanceRow, source: RowSource): DerivedFact[] {
  const occurredOn = lastDateOf(row.period);
  const facts = endFacts(row, before?.status === 'RA');
  return facts.map(({ definition, values }) => ({ definition, values: { ...values, ...source }, occurredOn, follows: 0 }));
}

/** Undefined when the status does not say. */
function isLate(status: string | null): boolean | undefined {
  return status !== null && /^\d{2}$/.test(status) ? Number(status) >= 1 : undefined;
}
