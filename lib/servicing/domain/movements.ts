import { addMonths, lastDateOf, monthsBetween, parsePeriod, type Period } from '@/lib/servicing/language/period';
import { firstUnpaidIn, type MonthReading } from './month-reading';

/** One instalment that was paid (1), or that is open again (-1), and the day as of which months show it. */
export interface Movement {
  readonly direction: 1 | -1;
  readonly installment: Period;
  readonly asOfOn: string;
}

/** What months in a row tell, each against the last before it that says what is unpaid. A reset takes arrears away for no payment. */
export function movementsOver(months: readonly MonthReading[]): Movement[] {
  const movements: Movement[] = [];
  let known: string | null = null;
  for (const month of months) {
    const firstUnpaidOn = firstUnpaidIn(month);
    if (firstUnpaidOn === null) continue;
    if (known !== null) {
      const between = movementsBetween(known, firstUnpaidOn, lastDateOf(month.period));
      movements.push(...between.filter(({ direction }) => direction < 0 || !month.reset));
    }
    known = firstUnpaidOn;
  }
  return movements;
}

/** The instalments between two first unpaid ones: paid when the later day knows of more paid, else open again. */
export function movementsBetween(from: string, to: string, asOfOn: string): Movement[] {
  const [first, last] = [periodOfDate(from), periodOfDate(to)];
  const [least, count] = first < last ? [first, monthsBetween(first, last)] : [last, monthsBetween(last, first)];
  const direction = first < last ? 1 : -1;
  return Array.from({ length: count }, (_, at) => ({ direction, installment: addMonths(least, at), asOfOn }));
}

/** The movements of the one list that the other has not, however often each has them. The day as of which is no difference. */
export function movementsWithout(movements: readonly Movement[], told: readonly Movement[]): Movement[] {
  const left = new Map<string, number>();
  for (const movement of told) left.set(keyOf(movement), (left.get(keyOf(movement)) ?? 0) + 1);
  return movements.filter((movement) => {
    const count = left.get(keyOf(movement)) ?? 0;
    left.set(keyOf(movement), count - 1);
    return count <= 0;
  });
}

/** Movements of one direction and day as runs of instalments, in the order in which they are given. */
export function inRuns(movements: readonly Movement[]): (Movement & { readonly count: number })[] {
  const runs: (Movement & { readonly count: number })[] = [];
  for (const movement of movements) {
    const last = runs.at(-1);
    const follows =
      last?.direction === movement.direction &&
      last.asOfOn === movement.asOfOn &&
      addMonths(last.installment, last.count) === movement.installment;
    if (last !== undefined && follows) runs[runs.length - 1] = { ...last, count: last.count + 1 };
    else runs.push({ ...movement, count: 1 });
  }
  return runs;
}

function keyOf({ direction, installment }: Movement): string {
  return `${String(direction)} ${String(installment)}`;
}

function periodOfDate(date: string): Period {
  return parsePeriod(date.slice(0, 7).replace('-', '')) ?? 0;
}
