import type { Pool } from 'pg';
import { formatCents } from '@/lib/servicing/language/money';
import type { StagedFile } from './stage-tape';
import type { TapeFileKind, TapeSummary } from '@/lib/servicing/language/tape-views';
import type { TapeRow } from './worker-context';

/** Problems that only show between lines: a loan nobody boarded, or a loan's month given twice. Such rows are set aside. */
export async function findRowProblems(pool: Pool, tape: TapeRow): Promise<void> {
  await pool.query('analyze servicing.staged_performance');
  await setAside(pool, tape, {
    field: 'Loan Identifier',
    reason: 'No origination line and no earlier month of this book knows this loan.',
    condition: `not exists (select 1 from servicing.staged_origination o where o.tape = p.tape and o.agency_loan_id = p.agency_loan_id)
      and not exists (select 1 from servicing.loan_number n where n.book = $4 and n.agency_loan_id = p.agency_loan_id)`,
  });
  await setAside(pool, tape, {
    field: 'Period',
    reason: 'This loan has this month on an earlier line too. The earlier line is used.',
    condition: `$4::text is not null and exists (select 1 from servicing.staged_performance q
      where q.tape = p.tape and q.agency_loan_id = p.agency_loan_id and q.period = p.period and q.line < p.line)`,
  });
}

async function setAside(pool: Pool, tape: TapeRow, rule: { field: string; reason: string; condition: string }): Promise<void> {
  await pool.query(
    `with bad as (delete from servicing.staged_performance p where p.tape = $1 and ${rule.condition} returning p.line, p.content)
     insert into servicing.tape_problem select $1, 'performance', line, $2, $3, content from bad order by line limit 10000
     on conflict do nothing`,
    [tape.id, rule.field, rule.reason, tape.book],
  );
}

/** Months that were imported before and read differently now in anything that a fact tells (as {@link readsTheSame} says), with both readings. */
export async function findDifferences(pool: Pool, tape: TapeRow): Promise<void> {
  await pool.query(
    `insert into servicing.tape_difference
     select $1, m.loan_id, p.agency_loan_id, p.period, p.line,
       jsonb_build_object('upbCents', m.upb_cents::text, 'status', m.delinquency_status, 'noteRate', m.note_rate, 'assistancePlan', m.assistance_plan,
         'reset', m.reset, 'exitCode', case when m.upb_cents = 0 then s.exit_code end),
       jsonb_build_object('upbCents', p.upb_cents::text, 'status', p.delinquency_status, 'noteRate', p.note_rate, 'assistancePlan', p.assistance_plan,
         'reset', p.reset, 'exitCode', p.zero_balance_code)
     from servicing.staged_performance p
     join servicing.loan_number n on n.book = $2 and n.agency_loan_id = p.agency_loan_id
     join servicing.loan_month m on m.loan_id = n.loan_id and m.period = p.period
     left join servicing.loan_standing s on s.loan_id = n.loan_id
     where p.tape = $1 and ((m.upb_cents, m.delinquency_status) is distinct from (p.upb_cents, p.delinquency_status)
       or p.reset is not null and ((m.note_rate, m.assistance_plan) is distinct from (p.note_rate, p.assistance_plan)
         or p.reset and not m.reset or m.upb_cents = 0 and s.exit_code <> p.zero_balance_code))
     on conflict do nothing`,
    [tape.id, tape.book],
  );
}

interface Counts {
  readonly rows: string;
  readonly upb: string | null;
  readonly first_period: number | null;
  readonly last_period: number | null;
  readonly known_rows: string;
  readonly loans: string;
  readonly known_loans: string;
  readonly changed: string;
  readonly problems: string;
}

/** Counts and totals of what was staged with how the files were read, for the person who decides. */
export async function summarize(pool: Pool, tape: TapeRow, staged: ReadonlyMap<TapeFileKind, StagedFile>): Promise<TapeSummary> {
  return {
    ...(await countStaged(pool, tape)),
    release: staged.get('performance')?.release === 'R47' ? 'Release 47 (July 2026)' : 'before Release 47',
    notes: [...staged.values()].flatMap((file) => file.notes),
  };
}

/** What the staged rows are, beside what is known now. */
export async function countStaged(pool: Pool, tape: TapeRow): Promise<Omit<TapeSummary, 'release' | 'notes'>> {
  const { rows } = await pool.query<Counts>(
    `select count(*) as rows, sum(p.upb_cents) as upb, min(p.period) as first_period, max(p.period) as last_period,
       count(m.loan_id) as known_rows, count(distinct p.agency_loan_id) as loans,
       count(distinct p.agency_loan_id) filter (where n.loan_id is not null) as known_loans,
       (select count(*) from servicing.tape_difference d where d.tape = $1) as changed,
       (select count(distinct (file, line)) from servicing.tape_problem b where b.tape = $1) as problems
     from servicing.staged_performance p
     left join servicing.loan_number n on n.book = $2 and n.agency_loan_id = p.agency_loan_id
     left join servicing.loan_month m on m.loan_id = n.loan_id and m.period = p.period
     where p.tape = $1`,
    [tape.id, tape.book],
  );
  const counts = rows[0];
  if (counts === undefined) throw new Error('An aggregate always has one row');
  const [changed, known] = [Number(counts.changed), Number(counts.known_rows)];
  return {
    rowCount: Number(counts.rows),
    upbTotal: formatCents(BigInt(counts.upb ?? 0)),
    newLoans: Number(counts.loans) - Number(counts.known_loans),
    knownLoans: Number(counts.known_loans),
    newRows: Number(counts.rows) - known,
    unchangedRows: known - changed,
    changedRows: changed,
    problemRows: Number(counts.problems),
    firstPeriod: words(counts.first_period),
    lastPeriod: words(counts.last_period),
  };
}

function words(period: number | null): string | null {
  return period === null ? null : `${String(Math.floor(period / 100))}-${String(period % 100).padStart(2, '0')}`;
}
