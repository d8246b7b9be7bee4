'use client';
import type { ReactNode } from 'react';
import { BucketTable } from '@/components/ui/bucket-table';
import { formatDate, formatMoney } from '@/components/ui/format';
import { useExposure } from '@/lib/securities/client/use-exposure';
import type { ExposureView } from '@/lib/securities/language/exposure-views';
import { SecurityTable } from './security-table';

/** Securities, then each pool behind them by bucket. */
export function SecuritiesPage({ first }: { readonly first: ExposureView }): ReactNode {
  const exposure = useExposure(undefined, first).data;
  return (
    <div className="flex flex-col gap-6">
      <h1>Securities</h1>
      <SecurityTable securities={exposure.securities} />
      {exposure.pools.map((pool) => (
        <section key={pool.id} aria-label={pool.name}>
          <h2 className="mb-2">{pool.name}: {formatMoney(pool.upb)} unpaid{pool.asOfOn !== null && `, as of ${formatDate(pool.asOfOn)}`}</h2>
          <BucketTable buckets={pool.buckets} label={`${pool.name} by bucket`} />
        </section>
      ))}
    </div>
  ); // prettier-ignore
}
