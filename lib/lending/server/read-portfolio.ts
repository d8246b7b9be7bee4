import type { Actor } from '@/lib/partners/server/actor';
import { requireAction } from '@/lib/partners/server/require-action';
import { asOrganisation, type Database, type Transaction } from '@/lib/platform/server/database';
import type { PortfolioMonth, PortfolioView, ServicerSum } from '@/lib/lending/language/portfolio-views';
import { formatCents } from '@/lib/servicing/language/money';
import { sumBuckets } from '@/lib/servicing/language/sum-buckets';

const MONTHS = 12;

/** The owner's portfolio now: buckets, twelve months of them, servicers side by side, and what moved since the owner last looked. */
export async function readPortfolio(database: Database, actor: Actor, since: Date | undefined): Promise<PortfolioView> {
  requireAction(actor, 'read-portfolio');
  return asOrganisation(database, actor, async (transaction) => {
    const rows = await transaction.$queryRaw<{ bucket: string; count: bigint; cents: bigint }[]>`
      select bucket, count(*) as count, sum(upb_cents)::bigint as cents from lending.position_at
      where owner = ${actor.organisation} and bucket <> 'exited' group by bucket`;
    const sums = rows.map((row) => ({ bucket: row.bucket, count: Number(row.count), cents: row.cents }));
    return {
      count: sums.reduce((total, sum) => total + sum.count, 0),
      upb: formatCents(sums.reduce((total, sum) => total + sum.cents, 0n)),
      buckets: sumBuckets(sums),
      months: await readMonths(transaction, actor),
      servicers: await readServicers(transaction, actor),
      moved: await countMoves(transaction, actor, since ?? new Date(0)),
    };
  });
}

async function readMonths(transaction: Transaction, actor: Actor): Promise<PortfolioMonth[]> {
  const rows = await transaction.monthBucket.findMany({
    where: {
      owner: actor.organisation,
      period: { in: (await transaction.$queryRaw<{ period: number }[]>`
        select distinct period from lending.month_bucket_at where owner = ${actor.organisation} order by period desc limit ${MONTHS}`).map((row) => row.period) },
    },
    orderBy: { period: 'asc' },
  }); // prettier-ignore
  const periods = [...new Set(rows.map((row) => row.period))];
  return periods.map((period) => {
    const ofPeriod = rows.filter((row) => row.period === period);
    return {
      period,
      buckets: sumBuckets(ofPeriod.map((row) => ({ bucket: row.bucket, count: row.loanCount, cents: row.upbCents }))),
    };
  });
}

async function readServicers(transaction: Transaction, actor: Actor): Promise<ServicerSum[]> {
  const rows = await transaction.$queryRaw<
    { servicer: string; name: string; count: bigint; cents: bigint; late: bigint; as_of: string }[]
  >`
    select p.servicer, o.name, count(*) as count, sum(p.upb_cents)::bigint as cents,
      count(*) filter (where p.bucket not in ('current', 'unknown')) as late, max(p.as_of_on) as as_of
    from lending.position_at p join partners.organisation o on o.id = p.servicer
    where p.owner = ${actor.organisation} and p.bucket <> 'exited' group by p.servicer, o.name order by o.name`;
  return rows.map((row) => ({
    servicer: row.servicer,
    name: row.name,
    count: Number(row.count),
    upb: formatCents(row.cents),
    lateCount: Number(row.late),
    asOfOn: row.as_of,
  }));
}

/** Buckets compare by lateness; 'reo' is the worst and 'exited' neither better nor worse. */
async function countMoves(transaction: Transaction, actor: Actor, since: Date): Promise<PortfolioView['moved']> {
  const rows = await transaction.$queryRaw<{ worse: bigint; better: bigint; cured: bigint }[]>`
    with moves as (
      select array_position(array['current','30','60','90','120+','reo'], from_bucket) as a,
        array_position(array['current','30','60','90','120+','reo'], to_bucket) as b
      from lending.movement where owner = ${actor.organisation} and recorded_at > ${since}
    )
    select count(*) filter (where b > a) as worse, count(*) filter (where b < a and b > 1) as better,
      count(*) filter (where b < a and b = 1) as cured from moves`;
  const row = rows[0];
  return { worse: Number(row?.worse ?? 0), better: Number(row?.better ?? 0), cured: Number(row?.cured ?? 0) };
}
