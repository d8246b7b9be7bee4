import { expect, it } from 'vitest';
import { sumBuckets } from './sum-buckets';

it('gives every bucket in order with its share of the balance, rounded half up', () => {
  const sums = sumBuckets([
    { bucket: '60', count: 1, cents: 1_00n },
    { bucket: 'current', count: 2, cents: 2_00n },
  ]);
  expect(sums.map((sum) => [sum.bucket, sum.count, sum.upb, sum.share])).toEqual([
    ['current', 2, '2.00', 6667], ['30', 0, '0.00', 0], ['60', 1, '1.00', 3333], ['90', 0, '0.00', 0], ['120+', 0, '0.00', 0], ['reo', 0, '0.00', 0],
  ]); // prettier-ignore
});

it('of nothing is zero, and keeps loans of unknown status apart', () => {
  expect(sumBuckets([]).every((sum) => sum.share === 0)).toBe(true);
  expect(sumBuckets([{ bucket: 'unknown', count: 1, cents: 5n }]).at(-1)).toEqual({
    bucket: 'unknown',
    count: 1,
    upb: '0.05',
    share: 10_000,
  });
});
