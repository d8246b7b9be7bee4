import type { PoolClient } from 'pg';
import type { RecordedFact } from '@/lib/ledger/server/recorded-fact';
import { bucketOfStatus } from '@/lib/servicing/language/delinquency';
import { parseCents } from '@/lib/servicing/language/money';

/** Adds each month's reports to the owner's buckets by month; a correction takes back what the earlier report had added. */
export async function writeMonthBuckets(
  client: PoolClient,
  facts: readonly RecordedFact[],
  ownerOf: ReadonlyMap<string, string>,
): Promise<void> {
  const sums = new Map<string, { owner: string; period: number; bucket: string; count: number; cents: bigint }>();
  const add = (key: { owner: string; period: number; status: string; upb: string }, sign: 1 | -1): void => {
    const cents = parseCents(key.upb);
    // A row that ends a loan reports no balance and counts in no bucket.
    if (cents === 0n) return;
    const bucket = bucketOfStatus(key.status) ?? 'unknown';
    const id = `${key.owner} ${String(key.period)} ${bucket}`;
    const sum = sums.get(id) ?? { owner: key.owner, period: key.period, bucket, count: 0, cents: 0n };
    sums.set(id, { ...sum, count: sum.count + sign, cents: sum.cents + BigInt(sign) * cents });
  };
  for (const { type, stream, values } of facts) {
    const owner = ownerOf.get(stream.slice('loan/'.length));
    if (owner === undefined || (type !== 'BalanceReported' && type !== 'ReportCorrected')) continue;
    const period = Number((values.periodEndOn as string).slice(0, 7).replace('-', ''));
    add({ owner, period, status: values.delinquencyStatus as string, upb: values.upb as string }, 1);
    if (type === 'ReportCorrected' && values.previousStatus !== null)
      add({ owner, period, status: values.previousStatus as string, upb: values.previousUpb as string }, -1);
  }
  await client.query(
    `insert into lending.month_bucket as m
     select * from jsonb_to_recordset($1::jsonb) r(owner text, period integer, bucket text, loan_count integer, upb_cents bigint)
     on conflict (owner, period, bucket) do update set loan_count = m.loan_count + excluded.loan_count, upb_cents = m.upb_cents + excluded.upb_cents`,
    [
      JSON.stringify(
        [...sums.values()].map((sum) => ({ ...sum, loan_count: sum.count, upb_cents: sum.cents.toString(), cents: undefined })),
      ),
    ],
  );
}
