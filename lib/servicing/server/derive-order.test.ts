import fc from 'fast-check';
import { expect, it } from 'vitest';
import { firstUnpaidIn, isAcquired, saidAround, type MonthRow } from '@/lib/servicing/domain/month-reading';
import { readingOf, type LastReport } from '@/lib/servicing/domain/derive-month';
import { knownOf, type KnownMonth } from '@/lib/servicing/domain/derive-correction';
import type { DerivedFact } from '@/lib/servicing/domain/derived-fact';
import { addMonths, parsePeriod } from '@/lib/servicing/language/period';
import { deriveLoan } from './derive-loan';

const source = { sourceFile: 'f'.repeat(64), reason: 'Told late' };

/** Months in a row, each with a status and perhaps a modification. */
const books = fc
  .array(
    fc.record({
      status: fc.constantFrom('00', '00', '01', '02', '03', '05', 'XX', 'RA'),
      modified: fc.constantFrom(false, false, false, true),
    }),
    { minLength: 2, maxLength: 7 },
  )
  .map((months) =>
    months.map(({ status, modified }, at): MonthRow => ({
      agencyLoanId: 'F24Q1N000001', period: addMonths(202310, at), upb: '239000.00', status, noteRate: '6.000', modified, deferred: false,
      assistancePlan: null, zeroBalanceCode: null, zeroBalancePeriod: null, removalUpb: null, firstDueOn: null,
    })),
  ); // prettier-ignore

/** Months in an order, cut into tapes. */
const tapesOf = (rows: readonly MonthRow[]): fc.Arbitrary<MonthRow[][]> =>
  fc
    .tuple(
      fc.shuffledSubarray([...rows], { minLength: rows.length }),
      fc.array(fc.boolean(), { minLength: rows.length, maxLength: rows.length }),
    )
    .map(([order, cuts]) => {
      const tapes: MonthRow[][] = [];
      order.forEach((row, at) => (cuts[at] === true || tapes.length === 0 ? tapes.push([row]) : tapes.at(-1)?.push(row)));
      return tapes;
    });

/** The facts of a loan whose months come in these tapes, one tape after the other. */
function imported(tapes: readonly (readonly MonthRow[])[]): DerivedFact[] {
  const known = new Map<number, KnownMonth>();
  return tapes.flatMap((tape) => {
    const rows = tape.toSorted((a, b) => a.period - b.period).map((row) => ({ row, line: 1 }));
    const facts = deriveLoan({ loanId: 'a', origination: null, rows, last: lastOf(known), months: [...known.values()] }, source);
    for (const { row } of rows) known.set(row.period, knownOf(row));
    return facts.flat();
  });
}

/** What the views know of a loan after its months, in whichever order they came. */
function lastOf(known: ReadonlyMap<number, KnownMonth>): LastReport | null {
  if (known.size === 0) return null;
  const [said] = saidAround([...known.values()], 999_912);
  return {
    period: Math.max(...known.keys()), firstUnpaidOn: said === null ? null : firstUnpaidIn(said), posted: [], acquired: isAcquired([...known.values()]), exitCode: null,
  }; // prettier-ignore
}

/** How often each instalment was paid, less how often it was opened again. */
function paidNet(facts: readonly DerivedFact[]): Record<string, number> {
  const net: Record<string, number> = {};
  for (const { definition, values } of facts) {
    const sign = definition.type === 'PaymentReceived' ? 1 : definition.type === 'PaymentReversed' ? -1 : 0;
    const due = parsePeriod((values.installmentDueOn as string | undefined)?.slice(0, 7).replace('-', '') ?? '') ?? 0;
    for (let at = 0; sign !== 0 && at < (values.installmentCount as number); at += 1) {
      const key = String(addMonths(due, at));
      net[key] = (net[key] ?? 0) + sign;
    }
  }
  return Object.fromEntries(Object.entries(net).filter(([, count]) => count !== 0));
}

const told = (facts: readonly DerivedFact[], type: string): unknown[] =>
  facts
    .filter(({ definition }) => definition.type === type)
    .map(({ occurredOn, values }) => `${occurredOn} ${JSON.stringify(values.kind ?? null)}`)
    .toSorted();

it('months in whatever order pay each instalment as often, and tell the same misses and workouts', () => {
  const orders = books.chain((rows) => fc.tuple(fc.constant(rows), tapesOf(rows)));
  fc.assert(
    fc.property(orders, ([rows, tapes]) => {
      const [inOrder, anyhow] = [imported([rows]), imported(tapes)];
      expect(paidNet(anyhow)).toEqual(paidNet(inOrder));
      for (const type of ['PaymentMissed', 'WorkoutReported']) expect(told(anyhow, type)).toEqual(told(inOrder, type));
      expect(told(anyhow, 'PropertyAcquired').length > 0).toBe(told(inOrder, 'PropertyAcquired').length > 0);
    }),
    { numRuns: 500 },
  );
});

it('months that are corrected one by one, in whatever order, pay what the corrected months pay', () => {
  const unmodified = books.map((rows) => rows.map((row) => ({ ...row, modified: false })));
  const corrections = unmodified.chain((rows) =>
    fc.tuple(fc.constant(rows), fc.array(fc.constantFrom('00', '01', '02', '04', 'XX'), { minLength: rows.length, maxLength: rows.length })),
  ); // prettier-ignore
  fc.assert(
    fc.property(
      corrections.chain(([rows, statuses]) => {
        const corrected = rows.map((row, at) => ({ ...row, status: statuses[at] ?? row.status }));
        return fc.tuple(fc.constant(rows), fc.constant(corrected), tapesOf(corrected));
      }),
      ([rows, corrected, tapes]) => {
        const first = rows.find((row) => firstUnpaidIn(readingOf(row)) !== null);
        // The first month that says what is unpaid has none to be told against: its own correction is told against itself.
        fc.pre(first !== undefined && corrected.find(({ period }) => period === first.period)?.status === first.status);
        expect(paidNet(imported([rows, ...tapes]))).toEqual(paidNet(imported([corrected])));
      },
    ),
    { numRuns: 500 },
  );
});
