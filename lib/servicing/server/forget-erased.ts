import type { PoolClient } from 'pg';
import type { Erasure } from '@/lib/ledger/domain/erasure';

const OF_A_LOAN = ['loan', 'loan_record', 'loan_standing', 'loan_month', 'alert'];

/** Takes what erasures destroyed out of the rooms' rows, past forms among them. */
export async function forgetErased(client: PoolClient, erasures: readonly Erasure[]): Promise<'done'> {
  for (const erasure of erasures) {
    if (erasure.scope === 'person') await forgetLoan(client, loanOf(erasure));
    else for (const field of erasure.fields) await forgetField(client, erasure, field);
  }
  return 'done';
}

/** All that was folded of a loan, and what is left of the tapes it came with. */
async function forgetLoan(client: PoolClient, loanId: string): Promise<void> {
  await client.query(
    `delete from servicing.tape_problem p using servicing.loan_number n
     where n.loan_id = $1 and position(n.agency_loan_id in p.content) > 0`,
    [loanId],
  );
  const tables = [...OF_A_LOAN, ...OF_A_LOAN.map((name) => `${name}_past`), 'loan_number', 'tape_difference'];
  for (const table of tables) await client.query(`delete from servicing.${table} where loan_id = $1`, [loanId]);
}

/**
 * Blanks a field where a record got it from an entry that lost it: from that entry on until another brought it again. A row of
 * the present is put back as it was and not updated, which would make it a form of the past.
 */
async function forgetField(client: PoolClient, erasure: Erasure, field: string): Promise<void> {
  const lost = `with told as (
      select e.version, e.commit_first as since, lead(e.commit_first) over (order by e.version) as until
      from ledger.entry e join ledger.shape s on s.id = e.shape_id where e.stream = $1 and $2 = any (s.names)
    ), lost as (select * from told where version <= $4 and version = coalesce($5::integer, version))`;
  const hit = `r.loan_id = $3 and r.record ? $2 and r.since_index >= l.since and (l.until is null or r.since_index < l.until)`;
  const values = [erasure.subject, field, loanOf(erasure), erasure.throughVersion, erasure.version];
  const blank = `record || jsonb_build_object($2::text, null)`;
  await client.query(`${lost} update servicing.loan_record_past r set record = r.${blank} from lost l where ${hit}`, values);
  await client.query(
    `${lost}, gone as (delete from servicing.loan_record r using lost l where ${hit} returning r.*)
     insert into servicing.loan_record (loan_id, field_group, record, since_index)
     select loan_id, field_group, ${blank}, since_index from gone`,
    values,
  );
}

function loanOf({ subject }: Erasure): string {
  return subject.slice('loan/'.length);
}
