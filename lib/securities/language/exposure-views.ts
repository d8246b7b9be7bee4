import type { BucketSum } from '@/lib/servicing/language/sum-buckets';

/** A security with its share of the pool behind it. `factor` is current over original balance of the pool, 8 decimals. */
export interface SecurityView {
  readonly id: string;
  readonly name: string;
  readonly pool: string;
  readonly poolName: string;
  readonly originalBalance: string;
  readonly factor: string;
  readonly buckets: readonly BucketSum[];
  readonly restatedAt: string | null;
}

/** A pool's exposure was restated: what it was, what it is, and by how many loans. Amounts are 60 days late and worse. */
export interface RestatementView {
  readonly index: number;
  readonly pool: string;
  readonly poolName: string;
  readonly recordedAt: string;
  readonly asOfOn: string;
  readonly before: string;
  readonly after: string;
  readonly loanCount: number;
}

export interface HeatCell {
  readonly state: string;
  readonly band: string;
  readonly upb: string;
  readonly lateShare: number;
}

export interface ExposureView {
  readonly count: number;
  readonly upb: string;
  readonly buckets: readonly BucketSum[];
  readonly pools: readonly {
    readonly id: string;
    readonly name: string;
    readonly buckets: readonly BucketSum[];
    readonly upb: string;
    readonly asOfOn: string | null;
  }[];
  readonly securities: readonly SecurityView[];
  readonly heat: readonly HeatCell[];
  readonly restatements: readonly RestatementView[];
  /** Change of the balance 60 days late and worse since the reader last looked, dollars. */
  readonly seriousChange: string;
}
