import type { PoolClient } from 'pg';
import { endOfCommits, readInEffect, takeEffect, type Projection } from './follow-ledger';
import type { FactSource } from './read-facts';

const STEP = 2_000n;

/**
 * Folds views from nothing, as far as each room had come in the ledger they are read from. The tables they are written into,
 * through `into`, are empty.
 */
export async function rebuildViews(
  source: FactSource,
  { projections, into }: { projections: readonly Projection[]; into: PoolClient },
): Promise<void> {
  const live = source.client;
  const { rows } = await live.query<{ room: string; position: string }>('select room, position from platform.cursor');
  const positions = new Map(rows.map((row) => [row.room, BigInt(row.position)]));
  const positionOf = ({ room }: Projection): bigint => positions.get(room) ?? 0n;
  const { rows: heads } = await live.query<{ size: string }>('select size from ledger.head');
  const end = BigInt(heads[0]?.size ?? 0);
  const stops = [...positions.values(), end].filter((at) => at <= end).sort((left, right) => (left < right ? -1 : 1));
  for (let from = 0n; from < end;) {
    const stop = stops.find((at) => at > from) ?? end;
    const to = await endOfCommits(live, from, from + STEP < stop ? from + STEP : stop);
    const behind = projections.filter((each) => positionOf(each) > from);
    if (behind.length === 0) return;
    for await (const step of readInEffect(source, { from, to }, behind)) await takeEffect(into, behind, step);
    from = to;
  }
}
