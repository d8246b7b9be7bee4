import type { Actor } from '@/lib/partners/server/actor';
import type { Transaction } from '@/lib/platform/server/database';
import type { RestatementView } from '@/lib/securities/language/exposure-views';
import { formatCents } from '@/lib/servicing/language/money';

const SERIOUS = ['60', '90', '120+', 'reo'] as const;

type Stored = Readonly<Record<string, { readonly upbCents: string } | undefined>>;

/** The newest restatements of the securitizer's pools, and by how much the balance 60 days late and worse changed since a moment. */
export async function readRestatements(
  transaction: Transaction,
  actor: Actor,
  since: Date,
): Promise<{ views: RestatementView[]; seriousChange: string }> {
  const names = new Map((await transaction.pool.findMany()).map((pool) => [pool.id, pool.name]));
  const where = { securitizer: actor.organisation };
  const newest = await transaction.restatement.findMany({ where, orderBy: { index: 'desc' }, take: 30 });
  const firstSince = await transaction.restatement.findMany({
    where: { ...where, recordedAt: { gt: since } },
    orderBy: { index: 'asc' },
    distinct: ['pool'],
  });
  const change = firstSince.reduce((sum, first) => {
    const last = newest.find((each) => each.pool === first.pool) ?? first;
    return sum + serious(last.after) - serious(first.before);
  }, 0n);
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
  return { views, seriousChange: formatCents(change) };
}

function serious(stored: unknown): bigint {
  const buckets = stored as Stored;
  return SERIOUS.reduce((sum, bucket) => sum + BigInt(buckets[bucket]?.upbCents ?? '0'), 0n);
}
