import type { Actor } from '@/lib/partners/server/actor';
import type { Transaction } from '@/lib/platform/server/database';
import type { RestatementView } from '@/lib/securities/language/exposure-views';
import { formatCents } from '@/lib/servicing/language/money';

const SERIOUS = ['60', '90', '120+', 'reo'] as const;

type Stored = Readonly<Record<string, { readonly upbCents: string } | undefined>>;

/** How the securitizer's pools were restated. */
interface Restatements {
  /** The newest, over all pools. */
  readonly views: RestatementView[];
  /** When each pool was restated last (ISO); none for a pool that never was. */
  readonly lastOf: ReadonlyMap<string, string>;
  /** By how much the balance 60 days late and worse changed since a moment. */
  readonly seriousChange: string;
}

/** Reads how the securitizer's pools were restated, and what that came to since a moment. */
export async function readRestatements(transaction: Transaction, actor: Actor, since: Date): Promise<Restatements> {
  const names = new Map((await transaction.pool.findMany()).map((pool) => [pool.id, pool.name]));
  const where = { securitizer: actor.organisation };
  const newest = await transaction.restatement.findMany({ where, orderBy: { index: 'desc' }, take: 30 });
  const pools = await readEnds(transaction, actor, since);
  const change = pools.reduce((sum, { after, before }) => sum + (before === null ? 0n : serious(after) - serious(before)), 0n);
  const views = newest.map((row) => ({
    index: Number(row.index),
    pool: row.pool,
    poolName: names.get(row.pool) ?? row.pool,
    recordedAt: row.recordedAt.toISOString(),
    asOfOn: row.asOfOn,
    before: formatCents(serious(row.before)),
    after: formatCents(serious(row.after)),
    loanCount: row.loanCount,
  }));
  const lastOf = new Map(pools.map(({ pool, recorded_at }) => [pool, recorded_at.toISOString()]));
  return { views, lastOf, seriousChange: formatCents(change) };
}

interface PoolEnds {
  readonly pool: string;
  /** Of its newest restatement. */
  readonly recorded_at: Date;
  readonly after: unknown;
  /** As the first restatement since the moment found it; null where there was none. */
  readonly before: unknown;
}

/** Each pool's newest restatement, and the first since a moment: two looks into an index a pool, however many there were. */
function readEnds(transaction: Transaction, { organisation }: Actor, since: Date): Promise<PoolEnds[]> {
  return transaction.$queryRaw<PoolEnds[]>`
    select p.id as pool, newest.recorded_at, newest.after, earliest.before from securities.pool_at p
    join lateral (select recorded_at, after from securities.restatement r where r.pool = p.id order by index desc limit 1) newest on true
    left join lateral (select before from securities.restatement r where r.pool = p.id and r.recorded_at > ${since}
      order by recorded_at, index limit 1) earliest on true
    where p.securitizer = ${organisation}`;
}

function serious(stored: unknown): bigint {
  const buckets = stored as Stored;
  return SERIOUS.reduce((sum, bucket) => sum + BigInt(buckets[bucket]?.upbCents ?? '0'), 0n);
}
