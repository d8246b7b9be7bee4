import type { Canonical } from '@/lib/ledger/domain/canonical';
import type { FactDefinition } from '@/lib/ledger/language/define-fact';
import * as facts from '@/lib/servicing/language/facts';
import { firstDateOf, lastDateOf, monthsBetween, parsePeriod } from '@/lib/servicing/language/period';
import { firstUnpaidDueOn } from './first-unpaid';
import type { PerformanceRow } from './read-performance-row';

/** What a loan's last report said; `firstUnpaidOn` is carried over months whose status is unknown. */
export interface LastReport {
  readonly period: number;
  readonly firstUnpaidOn: string | null;
  readonly noteExited: boolean;
}

/** Where a row was read. */
export interface RowSource {
  readonly sourceFile: string;
  readonly sourceLine: number;
}

/** A fact that a row gives rise to. `follows` is the place of the earlier draft of the same row that it follows from. */
export interface DerivedFact {
  readonly definition: FactDefinition;
  readonly values: Readonly<Record<string, Canonical>>;
  readonly occurredOn: string;
  readonly follows: number | null;
}

/**
 * The facts of one loan-month, month against month: the report itself, then what it means for payments since the last
 * known report, then workouts and exits. A row says how things stand at its period's end, and nothing later.
 */
export function deriveMonth(previous: LastReport | null, row: PerformanceRow, source: RowSource): DerivedFact[] {
  const occurredOn = lastDateOf(row.period);
  const firstUnpaidOn = firstUnpaidDueOn(row.period, row.status);
  const make = (definition: FactDefinition, values: Record<string, Canonical>): DerivedFact => ({
    definition,
    values: { ...values, ...source },
    occurredOn,
    follows: definition === facts.BalanceReported ? null : 0,
  });
  const derived = [make(facts.BalanceReported, reportValues(row))];
  if (firstUnpaidOn !== null && row.zeroBalanceCode === null)
    for (const payment of derivePayments(previous, row, firstUnpaidOn)) derived.push(make(payment.definition, payment.values));
  if (row.modified) derived.push(make(facts.WorkoutReported, { kind: 'modification', periodEndOn: occurredOn }));
  if (row.deferred) derived.push(make(facts.WorkoutReported, { kind: 'deferral', periodEndOn: occurredOn }));
  for (const end of endFacts(row, false)) derived.push(make(end.definition, end.values));
  return derived;
}

/** That the owner acquired the property, unless that was known, and that the loan left. */
export function endFacts(row: PerformanceRow, acquiredBefore: boolean): Payment[] {
  const ends: Payment[] = [];
  if (row.status === 'RA' && !acquiredBefore)
    ends.push({ definition: facts.PropertyAcquired, values: { periodEndOn: lastDateOf(row.period) } });
  if (row.zeroBalanceCode !== null) ends.push({ definition: facts.LoanExited, values: exitValues(row, row.zeroBalanceCode) });
  return ends;
}

/** The report's own values. */
export function reportValues(row: PerformanceRow): Record<string, Canonical> {
  return {
    periodEndOn: lastDateOf(row.period),
    upb: row.upb,
    noteRate: row.noteRate,
    delinquencyStatus: row.status,
    earliestUnpaidDueOn: row.zeroBalanceCode === null ? firstUnpaidDueOn(row.period, row.status) : null,
    assistancePlan: row.assistancePlan,
  };
}

/** What a loan's next month is compared with after this row. */
export function lastReportOf(previous: LastReport | null, row: PerformanceRow): LastReport {
  const firstUnpaidOn = firstUnpaidDueOn(row.period, row.status) ?? previous?.firstUnpaidOn ?? null;
  return { period: row.period, firstUnpaidOn, noteExited: row.zeroBalanceCode !== null };
}

/** A fact without its source. */
interface Payment {
  readonly definition: FactDefinition;
  readonly values: Record<string, Canonical>;
}

function derivePayments(previous: LastReport | null, row: PerformanceRow, firstUnpaidOn: string): Payment[] {
  const asOfOn = lastDateOf(row.period);
  const known = previous?.firstUnpaidOn ?? null;
  const advanced = known === null ? 0 : monthsBetween(periodOfDate(known), periodOfDate(firstUnpaidOn));
  const payments: Payment[] = [];
  // A modification or deferral resets what is unpaid (domain reference §1.4): nothing was received.
  if (known !== null && advanced > 0 && !row.modified && !row.deferred) {
    const values = { installmentDueOn: known, installmentCount: advanced, amount: null, receivedOn: null, asOfOn };
    payments.push({ definition: facts.PaymentReceived, values });
  }
  if (advanced < 0) {
    const reason = 'The tape reports fewer instalments paid than the month before.';
    const values = { installmentDueOn: firstUnpaidOn, installmentCount: -advanced, asOfOn, reason };
    payments.push({ definition: facts.PaymentReversed, values });
  }
  // Late at the period's end means that the instalment due in it is among the unpaid, also for one who rolls a month behind.
  if (Number(row.status) >= 1) {
    const values = { installmentDueOn: firstDateOf(row.period), asOfOn, delinquencyStatus: row.status };
    payments.push({ definition: facts.PaymentMissed, values });
  }
  return payments;
}

function exitValues(row: PerformanceRow, zeroBalanceCode: string): Record<string, Canonical> {
  const effectiveOn = lastDateOf(row.zeroBalancePeriod ?? row.period);
  return { zeroBalanceCode, effectiveOn, removalUpb: row.removalUpb };
}

function periodOfDate(date: string): number {
  return parsePeriod(date.slice(0, 7).replace('-', '')) ?? 0;
}
