import { BUCKETS } from './delinquency';
import { formatCents } from './money';

/** A bucket's loans and balance. `share` is of the total balance, in hundredths of a percent. */
export interface BucketSum {
  readonly bucket: string;
  readonly count: number;
  readonly upb: string;
  readonly share: number;
}

/** Counts and balances by bucket in the order of lateness, each with its share of the whole; absent buckets are zero. */
export function sumBuckets(
  rows: readonly { readonly bucket: string; readonly count: number; readonly cents: bigint }[],
): BucketSum[] {
  const total = rows.reduce((sum, row) => sum + row.cents, 0n);
  const known = new Map(rows.map((row) => [row.bucket, row]));
  const unknown = known.has('unknown') ? ['unknown'] : [];
  return [...BUCKETS, ...unknown].map((bucket) => {
    const row = known.get(bucket) ?? { count: 0, cents: 0n };
    // Half up, in hundredths of a percent.
    const share = total === 0n ? 0 : Number((row.cents * 20_000n + total) / (2n * total));
    return { bucket, count: row.count, upb: formatCents(row.cents), share };
  });
}
