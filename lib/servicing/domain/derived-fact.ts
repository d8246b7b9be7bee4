import type { Canonical } from '@/lib/ledger/domain/canonical';
import type { FactDefinition } from '@/lib/ledger/language/define-fact';
import * as facts from '@/lib/servicing/language/facts';
import { firstDateOf } from '@/lib/servicing/language/period';
import { inRuns, type Movement } from './movements';

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

/** A fact without its source and its place among the row's. */
export interface ToldFact {
  readonly definition: FactDefinition;
  readonly values: Readonly<Record<string, Canonical>>;
}

/** Payments received and reversed: one fact for each run of instalments. `reason` says why payments do not stand. */
export function movementFacts(movements: readonly Movement[], reason: string): ToldFact[] {
  return inRuns(movements).map(({ direction, installment, count, asOfOn }) => {
    const paid = { installmentDueOn: firstDateOf(installment), installmentCount: count };
    return direction > 0
      ? { definition: facts.PaymentReceived, values: { ...paid, amount: null, receivedOn: null, asOfOn } }
      : { definition: facts.PaymentReversed, values: { ...paid, asOfOn, reason } };
  });
}
