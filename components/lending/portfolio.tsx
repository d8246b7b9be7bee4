'use client';
import { useState, type ReactNode } from 'react';
import { Scroller } from '@/components/ui/scroller';
import { BucketBar } from '@/components/ui/bucket-bar';
import { BucketTable, bucketName } from '@/components/ui/bucket-table';
import { Button } from '@/components/ui/button';
import { Changed } from '@/components/ui/changed';
import { count, formatDate, formatMoney, formatPeriod, formatShare } from '@/components/ui/format';
import { EmptyNote } from '@/components/ui/notes';
import { KeptLink } from '@/components/ui/kept-link';
import { usePortfolio } from '@/lib/lending/client/use-portfolio';
import type { PortfolioMonth, PortfolioView } from '@/lib/lending/language/portfolio-views';
import { useMoment } from '@/lib/platform/client/moment';
import { useLastLook } from '@/lib/platform/client/use-last-look';

/** The owner's dashboard: what moved, how late the portfolio is, twelve months of it, and servicers side by side. */
export function Portfolio({ first }: { readonly first: PortfolioView }): ReactNode {
  const since = useLastLook('portfolio');
  const past = useMoment() !== undefined;
  const portfolio = usePortfolio(since, first).data;
  if (portfolio.count === 0)
    return <EmptyNote title="No loans yet">When a servicer boards loans you own, your portfolio stands here.</EmptyNote>;
  const { moved } = portfolio;
  return (
    <div className="flex flex-col gap-6">
      <h1>
        <MovedSentence moved={moved} period={since === undefined ? 'in the record so far' : 'since you last looked'} />
      </h1>
      <section aria-labelledby="now">
        <h2 id="now" className="mb-2">{past ? 'Then' : 'Now'}: {count(portfolio.count, 'loan')}, {formatMoney(portfolio.upb)} unpaid</h2>
        <BucketTable buckets={portfolio.buckets} label="Portfolio by delinquency (MBA)" />
      </section>
      <Months months={portfolio.months} />
      <section aria-labelledby="servicers">
        <h2 id="servicers" className="mb-2">Servicers</h2>
        <Scroller label="Servicers">
          <table className="rows">
            <thead><tr><th scope="col">Servicer</th><th scope="col" className="num">Loans</th><th scope="col" className="num">Unpaid balance</th><th scope="col" className="num">Late</th><th scope="col">Newest word as of</th></tr></thead>
            <tbody>
              {portfolio.servicers.map((each) => (
                <tr key={each.servicer}><td>{each.name}</td><td className="num">{each.count.toLocaleString('en-US')}</td><td className="num">{formatMoney(each.upb)}</td><td className="num"><Changed value={each.lateCount.toLocaleString('en-US')} /></td><td>{formatDate(each.asOfOn)}</td></tr>
              ))}
            </tbody>
          </table>
        </Scroller>
      </section>
    </div>
  ); // prettier-ignore
}

interface MovedProps {
  readonly moved: PortfolioView['moved'];
  readonly period: string;
}

function MovedSentence({ moved, period }: MovedProps): ReactNode {
  const better = moved.better + moved.cured;
  if (moved.worse + better === 0) return `No loan has moved between buckets ${period}.`;
  return (
    <>
      <KeptLink href="/movements" className="text-ink"><Changed value={`${count(moved.worse, 'loan')} rolled worse`} /></KeptLink>, {better.toLocaleString('en-US')} better, of which <Changed value={`${moved.cured.toLocaleString('en-US')} cured`} />, {period}.
    </>
  ); // prettier-ignore
}

/** Late balance by month as bars, or all buckets as a table. */
function Months({ months }: { readonly months: readonly PortfolioMonth[] }): ReactNode {
  const [asTable, setAsTable] = useState(false);
  return (
    <section aria-labelledby="months">
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
        <h2 id="months">Twelve months by delinquency, share of balance</h2>
        <Button look="plain" onClick={() => { setAsTable(!asTable); }}>{asTable ? 'Show bars' : 'Show a table'}</Button>
      </div>
      <div className="card overflow-x-auto p-3">{asTable ? <MonthTable months={months} /> : <MonthBars months={months} />}</div>
    </section>
  ); // prettier-ignore
}

const lateShare = (month: PortfolioMonth): number =>
  month.buckets.filter((sum) => sum.bucket !== 'current').reduce((total, sum) => total + sum.share, 0);

function MonthBars({ months }: { readonly months: readonly PortfolioMonth[] }): ReactNode {
  const most = Math.max(1, ...months.map(lateShare));
  return (
    <ul className="flex flex-col gap-1.5">
      {months.map((month) => (
        <li key={month.period} className="grid grid-cols-[5rem_1fr_4.5rem] items-center gap-3">
          <span className="text-quiet">{formatPeriod(month.period)}</span>
          <span style={{ width: `${String(Math.max(2, (lateShare(month) / most) * 100))}%` }}>
            <BucketBar parts={month.buckets.filter((sum) => sum.bucket !== 'current').map((sum) => ({ bucket: sum.bucket, share: (sum.share / Math.max(1, lateShare(month))) * 10_000 }))} />
          </span>
          <span className="text-right">{formatShare(lateShare(month))}</span>
        </li>
      ))}
    </ul>
  ); // prettier-ignore
}

function MonthTable({ months }: { readonly months: readonly PortfolioMonth[] }): ReactNode {
  const buckets = months[0]?.buckets.map((sum) => sum.bucket) ?? [];
  return (
    <table className="rows" aria-label="Share of balance by month and delinquency">
      <thead><tr><th scope="col">Month</th>{buckets.map((bucket) => <th scope="col" className="num" key={bucket}>{bucketName(bucket)}</th>)}</tr></thead>
      <tbody>
        {months.map((month) => (
          <tr key={month.period}><td>{formatPeriod(month.period)}</td>{buckets.map((bucket) => <td className="num" key={bucket}>{formatShare(month.buckets.find((sum) => sum.bucket === bucket)?.share ?? 0)}</td>)}</tr>
        ))}
      </tbody>
    </table>
  ); // prettier-ignore
}
