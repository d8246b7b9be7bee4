import type { ReactNode } from 'react';
import { Scroller } from '@/components/ui/scroller';
import { BucketBar } from '@/components/ui/bucket-bar';
import { Changed } from '@/components/ui/changed';
import { formatInstant, formatMoney, formatShare } from '@/components/ui/format';
import type { SecurityView } from '@/lib/securities/language/exposure-views';

/** Together all of a pool’s balance, so that a row’s shares make up the whole. */
const SHOWN = ['current', '30', '60', '90', '120+', 'reo'] as const;
const NAMES: Readonly<Partial<Record<string, string>>> = { current: 'Current', reo: 'REO' };

/** Securities with the factor and lateness of the pool behind each, and when that was last restated. */
export function SecurityTable({ securities }: { readonly securities: readonly SecurityView[] }): ReactNode {
  return (
    <Scroller label="Securities">
      <table className="rows" aria-label="Securities">
        <thead>
          <tr><th scope="col">Security</th><th scope="col">Pool</th><th scope="col" className="num">Original balance</th><th scope="col" className="num">Pool factor</th>{SHOWN.map((bucket) => <th scope="col" className="num" key={bucket}>{NAMES[bucket] ?? bucket}</th>)}<th scope="col">Shape</th><th scope="col">Last restated</th></tr>
        </thead>
        <tbody>
          {securities.map((security) => (
            <tr key={security.id}>
              <th scope="row" className="text-ink!">{security.name}</th>
              <td className="whitespace-nowrap">{security.poolName}</td>
              <td className="num">{formatMoney(security.originalBalance)}</td>
              <td className="num"><Changed value={security.factor} /></td>
              {SHOWN.map((bucket) => <td className="num" key={bucket}><Changed value={formatShare(security.buckets.find((sum) => sum.bucket === bucket)?.share ?? 0)} /></td>)}
              <td><BucketBar parts={security.buckets} /></td>
              <td className="text-quiet min-w-36">{security.restatedAt === null ? '—' : formatInstant(security.restatedAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  ); // prettier-ignore
}
