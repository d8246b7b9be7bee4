import { appendSealed } from './append';
import { fillLedger } from './fill-ledger';
import { percentile, print, ratePerSecond, whole } from './measure';
import { openBench, type Bench, type BenchSize } from './open-bench';

const SMALL = 10_000;
const CALLERS = 16;
const ROUNDS = 7;
const ROUND_SECONDS = 3;

/**
 * What an append costs in a ledger of ten thousand entries and in a large one. The two take turns, so that whatever else
 * the machine does slows both.
 */
export async function benchGrowth({ entries = 200_000 }: BenchSize = {}): Promise<void> {
  const [small, large] = [await openBench(), await openBench()];
  try {
    await settle(small, SMALL);
    await settle(large, entries);
    const rounds: { small: number; large: number }[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      // The one that comes first changes: what a turn leaves behind (dirty pages) is not always the other's.
      const order = round % 2 === 0 ? [small, large] : [large, small];
      const rates = new Map<Bench, number>();
      for (const bench of order) rates.set(bench, await rateOf(bench, round));
      rounds.push({ small: rates.get(small) ?? 0, large: rates.get(large) ?? 0 });
    }
    const middle = (pick: (round: { small: number; large: number }) => number): number => percentile(rounds.map(pick), 0.5);
    print(
      `\nAppends a second as the ledger grows (aim: at ${whole(entries)} entries not below 0.80 × the rate at ${whole(SMALL)})`,
    );
    print(
      `rate ÷ rate at ${whole(SMALL)}   least and most of ${String(ROUNDS)} rounds   at ${whole(SMALL)}   at ${whole(entries)}`,
    );
    const ratios = rounds.map((round) => round.large / round.small);
    const range = `${Math.min(...ratios).toFixed(2)} – ${Math.max(...ratios).toFixed(2)}`;
    print(
      `${percentile(ratios, 0.5).toFixed(2)} ×   ${range}   ${whole(middle((round) => round.small))}   ${whole(middle((round) => round.large))}`,
    );
  } finally {
    await small.close();
    await large.close();
  }
}

/**
 * Fills a ledger and writes out what that left in memory, so that no round pays for it. Some small commits come before the
 * statistics: taken over ten large ones they would have Postgres scan the table of commits until it counts again.
 */
async function settle(bench: Bench, entries: number): Promise<void> {
  await fillLedger(bench, entries);
  await rateOf(bench, -1);
  await bench.owner.query('vacuum analyze');
  await bench.owner.query('checkpoint');
}

function rateOf(bench: Bench, round: number): Promise<number> {
  return ratePerSecond(CALLERS, ROUND_SECONDS, (caller, turn) =>
    appendSealed(bench, `${String(round)}-${String(caller)}-${String(turn)}`),
  );
}
