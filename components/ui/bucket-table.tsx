import type { ReactNode } from 'react';
import { Scroller } from '@/components/ui/scroller';
import { BucketBar } from './bucket-bar';
import { Changed } from './changed';
import { formatMoney, formatShare } from './format';

/** A line of the table: dollars as a decimal string, share in hundredths of a percent. */
export interface BucketLine {
  readonly bucket: string;
  readonly count: number;
  readonly upb: string;
  readonly share: number;
}

const NAMES: Readonly<Record<string, string>> = {
  current: 'Current',
  '30': '30–59 days',
  '60': '60–89 days',
  '90': '90–119 days',
  '120+': '120+ days',
  reo: 'REO',
  unknown: 'Not known',
  exited: 'Left',
};

/** A bucket's short name. */
export function bucketName(bucket: string): string {
  return NAMES[bucket] ?? bucket;
}

/** Counts, amounts and shares by bucket, with the whole as one bar above. */
export function BucketTable({ buckets, label }: { readonly buckets: readonly BucketLine[]; readonly label: string }): ReactNode {
  return (
    <Scroller label={label}>
      <div className="px-3 pt-3"><BucketBar parts={buckets} /></div>
      <table className="rows" aria-label={label}>
        <thead><tr><th scope="col">Bucket</th><th scope="col" className="num">Loans</th><th scope="col" className="num">Unpaid balance</th><th scope="col" className="num">Share</th></tr></thead>
        <tbody>
          {buckets.map((line) => (
            <tr key={line.bucket} data-bucket={line.bucket}>
              <td>{bucketName(line.bucket)}</td>
              <td className="num"><Changed value={line.count.toLocaleString('en-US')} /></td>
              <td className="num"><Changed value={formatMoney(line.upb)} /></td>
              <td className="num"><Changed value={formatShare(line.share)} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroller>
  ); // prettier-ignore
}
