import { Decimal } from 'decimal.js';
import type { Actor } from '@/lib/partners/server/actor';
import { requireAction } from '@/lib/partners/server/require-action';
import { asOrganisation, type Database, type Transaction } from '@/lib/platform/server/database';
import type { ExposureView, HeatCell, SecurityView } from '@/lib/securities/language/exposure-views';
import { formatCents } from '@/lib/servicing/language/money';
import { sumBuckets } from '@/lib/servicing/language/sum-buckets';
import { readRestatements } from './read-restatements';

interface PoolRow {
  readonly pool: string;
  readonly bucket: string;
  readonly count: number;
  readonly cents: bigint;
  readonly as_of: string;
}

/** The securitizer's exposure by bucket: whole, by pool, by security, and by state and score band; with how it was restated. */
export async function readExposure(database: Database, actor: Actor, since: Date | undefined): Promise<ExposureView> {
  requireAction(actor, 'read-exposure');
  return asOrganisation(database, actor, async (transaction) => {
    const rows = await readPools(transaction, actor);
    const pools = await transaction.pool.findMany({ where: { securitizer: actor.organisation }, orderBy: { name: 'asc' } });
    const restatements = await readRestatements(transaction, actor, since ?? new Date(0));
    const poolViews = pools.map(({ id, name }) => {
      const own = rows.filter((row) => row.pool === id);
      return { id, name, buckets: sumBuckets(own), upb: total(own), asOfOn: own.map((row) => row.as_of).sort().at(-1) ?? null };
    }); // prettier-ignore
    const securities = await transaction.security.findMany({
      where: { securitizer: actor.organisation },
      orderBy: { name: 'asc' },
    });
    return {
      count: rows.reduce((sum, row) => sum + row.count, 0),
      upb: total(rows),
      buckets: sumBuckets(merge(rows)),
      pools: poolViews,
      securities: securities.map((security): SecurityView => {
        const pool = pools.find((each) => each.id === security.pool);
        const own = rows.filter((row) => row.pool === security.pool);
        return {
          id: security.id,
          name: security.name,
          pool: security.pool,
          poolName: pool?.name ?? security.pool,
          originalBalance: formatCents(security.originalCents),
          factor: factor(own, pool?.originalCents ?? 0n),
          buckets: sumBuckets(own),
          restatedAt: restatements.lastOf.get(security.pool) ?? null,
        };
      }),
      heat: await readHeat(transaction, actor),
      restatements: restatements.views,
      seriousChange: restatements.seriousChange,
    };
  });
}

async function readPools(transaction: Transaction, actor: Actor): Promise<PoolRow[]> {
  const rows = await transaction.$queryRaw<(Omit<PoolRow, 'count'> & { count: bigint })[]>`
    select pool, bucket, count(*) as count, sum(upb_cents)::bigint as cents, max(as_of_on) as as_of from securities.position_at
    where securitizer = ${actor.organisation} and bucket <> 'exited' group by pool, bucket`;
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

function merge(rows: readonly PoolRow[]): { bucket: string; count: number; cents: bigint }[] {
  const sums = new Map<string, { bucket: string; count: number; cents: bigint }>();
  for (const { bucket, count, cents } of rows) {
    const sum = sums.get(bucket) ?? { bucket, count: 0, cents: 0n };
    sums.set(bucket, { bucket, count: sum.count + count, cents: sum.cents + cents });
  }
  return [...sums.values()];
}

function total(rows: readonly PoolRow[]): string {
  return formatCents(rows.reduce((sum, row) => sum + row.cents, 0n));
}

/** Pool factor (SIFMA Uniform Practices, ch. SF): current over original balance, to 8 decimals. */
function factor(rows: readonly PoolRow[], originalCents: bigint): string {
  if (originalCents === 0n) return '1.00000000';
  const current = rows.reduce((sum, row) => sum + row.cents, 0n);
  return new Decimal(current.toString()).div(originalCents.toString()).toFixed(8);
}

async function readHeat(transaction: Transaction, actor: Actor): Promise<HeatCell[]> {
  const rows = await transaction.$queryRaw<{ state: string; band: string; cents: bigint; late: bigint }[]>`
    select coalesce(property_state, '—') as state, coalesce(credit_score_band, 'unknown') as band, sum(upb_cents)::bigint as cents,
      coalesce(sum(upb_cents) filter (where bucket not in ('current', '30', 'unknown')), 0)::bigint as late
    from securities.position_at where securitizer = ${actor.organisation} and bucket <> 'exited' group by 1, 2 order by 1, 2`;
  return rows.map((row) => ({
    state: row.state,
    band: row.band,
    upb: formatCents(row.cents),
    lateShare: row.cents === 0n ? 0 : Number((row.late * 10_000n) / row.cents),
  }));
}
