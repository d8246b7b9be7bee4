import type { PoolClient } from 'pg';
import type { RecordedFact } from '@/lib/ledger/server/recorded-fact';
import { parseCents } from '@/lib/servicing/language/money';

interface MonthRow {
  readonly loan_id: string;
  readonly period: number;
  readonly upb_cents: string;
  readonly note_rate: unknown;
  readonly delinquency_status: unknown;
  readonly assistance_plan: unknown;
  readonly digest: string;
  readonly reset: boolean;
}

/** Keeps what each month's report says now: a correction replaces the view's row, never the fact. */
export async function writeMonths(client: PoolClient, facts: readonly RecordedFact[]): Promise<void> {
  const rows = new Map<string, MonthRow>();
  const elsewhere: RecordedFact[] = [];
  for (const fact of facts) {
    const key = `${fact.stream} ${fact.values.periodEndOn as string}`;
    const row = rows.get(key);
    if (fact.type === 'BalanceReported' || fact.type === 'ReportCorrected')
      rows.set(key, { ...reported(fact), reset: row?.reset ?? false });
    else if (fact.type === 'WorkoutReported' && row !== undefined) rows.set(key, { ...row, reset: true });
    else if (fact.type === 'WorkoutReported') elsewhere.push(fact);
  }
  if (rows.size > 0) await writeReported(client, [...rows.values()]);
  if (elsewhere.length > 0) await writeResets(client, elsewhere);
}

async function writeReported(client: PoolClient, rows: readonly MonthRow[]): Promise<void> {
  await client.query(
    `insert into servicing.loan_month (loan_id, period, upb_cents, note_rate, delinquency_status, assistance_plan, digest, reset)
     select loan_id, period, upb_cents, note_rate, delinquency_status, assistance_plan, digest, reset
     from jsonb_populate_recordset(null::servicing.loan_month, $1::jsonb)
     on conflict (loan_id, period) do update set upb_cents = excluded.upb_cents, note_rate = excluded.note_rate,
       delinquency_status = excluded.delinquency_status, assistance_plan = excluded.assistance_plan, digest = excluded.digest,
       reset = servicing.loan_month.reset or excluded.reset`,
    [JSON.stringify(rows)],
  );
}

/** Workouts whose month was written before: a slice of a tape may end between the two. */
async function writeResets(client: PoolClient, workouts: readonly RecordedFact[]): Promise<void> {
  await client.query(
    `update servicing.loan_month m set reset = true from unnest($1::text[], $2::integer[]) w(loan_id, period)
     where m.loan_id = w.loan_id and m.period = w.period`,
    [workouts.map(loanOf), workouts.map(periodOf)],
  );
}

function reported(fact: RecordedFact): Omit<MonthRow, 'reset'> {
  const { values, digest } = fact;
  return {
    loan_id: loanOf(fact),
    period: periodOf(fact),
    upb_cents: parseCents(values.upb as string).toString(),
    note_rate: values.noteRate,
    delinquency_status: values.delinquencyStatus,
    assistance_plan: values.assistancePlan,
    digest,
  };
}

function loanOf({ stream }: RecordedFact): string {
  return stream.slice('loan/'.length);
}

function periodOf({ values }: RecordedFact): number {
  return Number((values.periodEndOn as string).slice(0, 7).replace('-', ''));
}
