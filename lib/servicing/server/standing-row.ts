import type { PoolClient } from 'pg';
import type { PostedPayment } from '@/lib/servicing/language/loan-standing';

/** A row of `servicing.loan_standing` in the making. Amounts are cents as decimal strings, as the driver sends bigints. */
export interface StandingRow {
  loan_id: string;
  servicer: string;
  owner: string;
  securitizer: string;
  homeowner: string | null;
  upb_cents: string | null;
  note_rate: string | null;
  principal_and_interest_cents: string | null;
  delinquency_status: string | null;
  earliest_unpaid_due_on: string | null;
  as_of_on: string | null;
  feed: 'tape' | 'direct';
  months_late: number;
  exit_code: string | null;
  unpaid_as_of_on: string | null;
  reported_on: string | null;
  posted: readonly PostedPayment[];
}

/** The standings of some loans, by loan id. */
export async function readStandings(client: PoolClient, loanIds: readonly string[]): Promise<Map<string, StandingRow>> {
  const { rows } = await client.query<StandingRow>('select * from servicing.loan_standing where loan_id = any ($1)', [loanIds]);
  return new Map(rows.map((row) => [row.loan_id, row]));
}

/** Writes whole rows, new or changed, in one statement. */
export async function writeStandings(client: PoolClient, rows: readonly StandingRow[]): Promise<void> {
  if (rows.length === 0) return;
  await client.query(
    `insert into servicing.loan_standing
     select * from jsonb_populate_recordset(null::servicing.loan_standing, $1::jsonb)
     on conflict (loan_id) do update set
       homeowner = excluded.homeowner, upb_cents = excluded.upb_cents, note_rate = excluded.note_rate,
       delinquency_status = excluded.delinquency_status, earliest_unpaid_due_on = excluded.earliest_unpaid_due_on,
       as_of_on = excluded.as_of_on, feed = excluded.feed, months_late = excluded.months_late, exit_code = excluded.exit_code,
       unpaid_as_of_on = excluded.unpaid_as_of_on, reported_on = excluded.reported_on, posted = excluded.posted`,
    [JSON.stringify(rows)],
  );
}
