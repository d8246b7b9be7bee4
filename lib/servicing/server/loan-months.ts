import type { PoolClient } from 'pg';
import type { RecordedFact } from '@/lib/ledger/server/recorded-fact';
import { parseCents } from '@/lib/servicing/language/money';

/** Keeps what each month's report says now: a correction replaces the view's row, never the fact. */
export async function writeMonths(client: PoolClient, facts: readonly RecordedFact[]): Promise<void> {
  const rows = new Map<string, unknown>();
  for (const fact of facts) {
    if (fact.type !== 'BalanceReported' && fact.type !== 'ReportCorrected') continue;
    const { values } = fact;
    const period = Number((values.periodEndOn as string).slice(0, 7).replace('-', ''));
    rows.set(`${fact.stream} ${String(period)}`, {
      loan_id: fact.stream.slice('loan/'.length),
      period,
      upb_cents: parseCents(values.upb as string).toString(),
      note_rate: values.noteRate,
      delinquency_status: values.delinquencyStatus,
      assistance_plan: values.assistancePlan,
      digest: fact.digest,
    });
  }
  if (rows.size === 0) return;
  await client.query(
    `insert into servicing.loan_month select * from jsonb_populate_recordset(null::servicing.loan_month, $1::jsonb)
     on conflict (loan_id, period) do update set upb_cents = excluded.upb_cents, note_rate = excluded.note_rate,
       delinquency_status = excluded.delinquency_status, assistance_plan = excluded.assistance_plan, digest = excluded.digest`,
    [JSON.stringify([...rows.values()])],
  );
}
