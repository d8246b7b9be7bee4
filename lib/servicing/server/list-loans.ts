import type { Temporal } from 'temporal-polyfill';
import type { Actor } from '@/lib/partners/server/actor';
import { requireAction } from '@/lib/partners/server/require-action';
import { Prisma } from '@/lib/platform/generated/prisma/client';
import { asOrganisation, type Database, type Transaction } from '@/lib/platform/server/database';
import { decodeKeyset, encodeKeyset } from '@/lib/platform/server/keyset';
import { viewStanding } from '@/lib/servicing/domain/view-standing';
import type { LoanListItem, LoanPage } from '@/lib/servicing/language/loan-views';
import { partyColumn } from './party-column';
import { withheldFields } from './withheld';

/** `late`: the least months late. `search`: a loan's number or its beginning. At most 500 a page. */
export interface LoanQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly late?: number | undefined;
  readonly search?: string | undefined;
}

interface Row {
  readonly loan_id: string;
  readonly months_late: number;
  readonly upb_cents: bigint | null;
  readonly note_rate: string | null;
  readonly principal_and_interest_cents: bigint | null;
  readonly delinquency_status: string | null;
  readonly earliest_unpaid_due_on: string | null;
  readonly as_of_on: string | null;
  readonly feed: string;
  readonly exit_code: string | null;
  readonly agency_loan_id: string | null;
  readonly property_state: string | null;
  readonly initials: string | null;
}

/** The loans the actor is party to, latest first, a page at a time. */
export async function listLoans(
  database: Database,
  actor: Actor,
  query: LoanQuery,
  today: Temporal.PlainDate,
): Promise<LoanPage> {
  requireAction(actor, 'read-loans');
  const rows = await asOrganisation(database, actor, (transaction) => readPage(transaction, actor, query));
  const withheld = withheldFields(actor.kind, ['agencyLoanId', 'initials']);
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    loans: page.map((row) => ({ ...toItem(row, today), withheld })),
    next_cursor: rows.length > query.limit && last !== undefined ? encodeKeyset([last.months_late, last.loan_id]) : null,
  };
}

function readPage(transaction: Transaction, actor: Actor, query: LoanQuery): Promise<Row[]> {
  const [months, loan] = query.cursor === undefined ? ['', ''] : decodeKeyset(query.cursor, 2);
  const after =
    query.cursor === undefined ? Prisma.empty : Prisma.sql`and (s.months_late, s.loan_id) < (${Number(months)}, ${loan})`;
  const late = query.late === undefined ? Prisma.empty : Prisma.sql`and s.months_late >= ${query.late} and s.exit_code is null`;
  const search = query.search === undefined ? Prisma.empty : searchFor(query.search);
  return transaction.$queryRaw<Row[]>`
    with page as materialized (
      select * from servicing.loan_standing_at s where s.${partyColumn(actor.kind)} = ${actor.organisation} ${late} ${search} ${after}
      order by s.months_late desc, s.loan_id desc limit ${query.limit + 1}
    )
    select page.*, n.agency_loan_id, a.record->>'propertyState' as property_state, i.record->>'initials' as initials
    from page
    left join servicing.loan_number n on n.loan_id = page.loan_id
    left join servicing.loan_record_at a on a.loan_id = page.loan_id and a.field_group = 'property-area'
    left join servicing.loan_record_at i on i.loan_id = page.loan_id and i.field_group = 'identity'
    order by page.months_late desc, page.loan_id desc`;
}

/** By number as a prefix, where this reader may see numbers, or by our own id whole. */
function searchFor(text: string): Prisma.Sql {
  const until = `${text}\uffff`;
  return Prisma.sql`and (s.loan_id = ${text} or s.loan_id in (
    select x.loan_id from servicing.loan_number x where x.agency_loan_id >= ${text} and x.agency_loan_id < ${until} limit 1000))`;
}

function toItem(row: Row, today: Temporal.PlainDate): Omit<LoanListItem, 'withheld'> {
  const standing = viewStanding(
    {
      upbCents: row.upb_cents,
      noteRate: row.note_rate,
      principalAndInterestCents: row.principal_and_interest_cents,
      delinquencyStatus: row.delinquency_status,
      earliestUnpaidDueOn: row.earliest_unpaid_due_on,
      asOfOn: row.as_of_on,
      feed: row.feed,
      exitCode: row.exit_code,
    },
    today,
  );
  return {
    loanId: row.loan_id,
    ...(row.agency_loan_id === null ? {} : { agencyLoanId: row.agency_loan_id }),
    ...(row.property_state === null ? {} : { propertyState: row.property_state }),
    ...(row.initials === null ? {} : { borrowerInitials: row.initials }),
    standing,
  };
}
