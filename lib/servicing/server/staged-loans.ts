import type { PoolClient } from 'pg';
import type { OriginationRow } from '@/lib/servicing/domain/read-origination-row';
import type { KnownMonth } from '@/lib/servicing/domain/derive-correction';
import type { LastReport } from '@/lib/servicing/domain/derive-month';
import { readPerformanceRow, type PerformanceRow } from '@/lib/servicing/domain/read-performance-row';
import { dueAfter, type PostedPayment } from '@/lib/servicing/language/loan-standing';
import { formatCents } from '@/lib/servicing/language/money';
import type { LoanToDerive } from './derive-loan';
import type { TapeRow } from './worker-context';

interface StagedRow {
  readonly agency_loan_id: string;
  readonly loan_id: string | null;
  readonly period: number;
  readonly line: number;
  readonly content: string;
  readonly last_period: number | null;
  readonly first_unpaid_on: string | null;
  readonly posted: readonly PostedPayment[] | null;
  readonly acquired: boolean;
  readonly exit_code: string | null;
  readonly months: readonly StoredMonth[] | null;
  readonly first_due_on: string | null;
  readonly origination: OriginationRow | null;
  readonly origination_line: number | null;
}

/** A month as the view keeps it. */
interface StoredMonth {
  readonly period: number;
  readonly status: string;
  readonly upb_cents: string;
  readonly reset: boolean;
  readonly note_rate: string | null;
  readonly assistance_plan: KnownMonth['assistancePlan'];
}

/**
 * Each row with what is known of its loan; the first row of a loan carries the months reported before, unless all its rows are
 * newer than they are: a month that comes in its turn is told against the newest alone.
 */
const QUERY = `
  declare staged no scroll cursor for
  select p.agency_loan_id, n.loan_id, p.period, p.line, p.content, last.period as last_period,
    s.earliest_unpaid_due_on as first_unpaid_on, s.posted, coalesce(known.status = 'RA', false) as acquired, s.exit_code,
    earlier.months, terms.record->>'firstPaymentOn' as first_due_on, o.content as origination, o.line as origination_line
  from (
    select *, row_number() over (partition by agency_loan_id order by period) as place
    from servicing.staged_performance where tape = $1
  ) p
  left join servicing.loan_number n on n.book = $2 and n.agency_loan_id = p.agency_loan_id
  left join lateral (select max(x.period) as period from servicing.loan_month x where x.loan_id = n.loan_id) last on n.loan_id is not null
  left join lateral (
    select x.delinquency_status as status from servicing.loan_month x
    where x.loan_id = n.loan_id and x.delinquency_status <> 'XX' order by x.period desc limit 1
  ) known on n.loan_id is not null
  left join lateral (
    select json_agg(json_build_object('period', x.period, 'status', x.delinquency_status, 'upb_cents', x.upb_cents::text, 'reset', x.reset,
      'note_rate', x.note_rate, 'assistance_plan', x.assistance_plan)) as months
    from servicing.loan_month x where x.loan_id = n.loan_id
  ) earlier on p.place = 1 and p.period <= last.period
  left join servicing.loan_record terms on p.place = 1 and terms.loan_id = n.loan_id and terms.field_group = 'loan-terms'
  left join servicing.loan_standing s on s.loan_id = n.loan_id
  left join lateral (
    select x.content, x.line from servicing.staged_origination x
    where p.place = 1 and n.loan_id is null and x.tape = p.tape and x.agency_loan_id = p.agency_loan_id order by x.line limit 1
  ) o on true
  order by p.agency_loan_id, p.period`;

/** A tape's loans in the order of their numbers, each with all its rows; about `size` rows at a time in memory. */
export async function* readStagedLoans(client: PoolClient, tape: TapeRow, size: number): AsyncGenerator<LoanToDerive[]> {
  await client.query(QUERY, [tape.id, tape.book]);
  const fetch = async (): Promise<StagedRow[]> => {
    const { rows } = await client.query<StagedRow>(`fetch forward ${String(size)} from staged`);
    return rows;
  };
  let pending: StagedRow[] = [];
  let next = fetch();
  for (;;) {
    const rows = await next;
    // Postgres looks up the next rows while these are worked on.
    next = rows.length === 0 ? next : fetch();
    next.catch(() => undefined);
    pending.push(...rows);
    const lastLoan = pending.at(-1)?.agency_loan_id;
    const end = rows.length === 0 ? pending.length : pending.findIndex((row) => row.agency_loan_id === lastLoan);
    if (end > 0) yield group(pending.slice(0, end));
    pending = pending.slice(end);
    if (rows.length === 0) return;
  }
}

function group(rows: readonly StagedRow[]): LoanToDerive[] {
  const loans = new Map<string, StagedRow[]>();
  for (const row of rows) {
    const known = loans.get(row.agency_loan_id);
    if (known === undefined) loans.set(row.agency_loan_id, [row]);
    else known.push(row);
  }
  return [...loans.values()].map(toLoan);
}

function toLoan(rows: readonly StagedRow[]): LoanToDerive {
  const first = rows[0];
  if (first === undefined) throw new Error('A loan has at least one row');
  const firstDueOn = first.first_due_on ?? first.origination?.firstPaymentOn ?? null;
  return {
    loanId: first.loan_id,
    origination: first.origination === null ? null : { row: first.origination, line: first.origination_line ?? 0 },
    rows: rows.map((row) => ({ row: { ...parse(row), firstDueOn }, line: row.line })),
    last:
      first.last_period === null
        ? null
        : {
            period: first.last_period,
            ...beforePosted(first.first_unpaid_on, first.posted ?? []),
            acquired: first.acquired,
            exitCode: first.exit_code,
          },
    months: (first.months ?? []).map((month) => toMonth(month, firstDueOn)),
  };
}

/** A standing has posted payments on top of what the last report said. */
function beforePosted(
  firstUnpaidOn: string | null,
  posted: readonly PostedPayment[],
): Pick<LastReport, 'firstUnpaidOn' | 'posted'> {
  const months = posted.reduce((sum, each) => sum + each.months, 0);
  return { firstUnpaidOn: firstUnpaidOn === null ? null : dueAfter(firstUnpaidOn, -months), posted };
}

/** The balance of a month in which the loan left is zero. */
function toMonth(
  { period, status, upb_cents, reset, note_rate, assistance_plan }: StoredMonth,
  firstDueOn: string | null,
): KnownMonth {
  const upb = formatCents(BigInt(upb_cents));
  return {
    period,
    status,
    upb,
    reset,
    firstDueOn,
    exited: upb_cents === '0',
    noteRate: note_rate,
    assistancePlan: assistance_plan,
  };
}

function parse(row: StagedRow): PerformanceRow {
  const reading = readPerformanceRow(row.content.split('|'));
  if ('problems' in reading) throw new Error(`Line ${String(row.line)} was readable when it was checked`);
  return reading.row;
}
