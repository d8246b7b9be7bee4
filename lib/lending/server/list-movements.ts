import type { Actor } from '@/lib/partners/server/actor';
import { requireAction } from '@/lib/partners/server/require-action';
import { asOrganisation, type Database } from '@/lib/platform/server/database';
import { decodeKeyset, encodeKeyset } from '@/lib/platform/server/keyset';
import { Prisma } from '@/lib/platform/generated/prisma/client';
import type { MovementView } from '@/lib/lending/language/portfolio-views';
import { formatCents } from '@/lib/servicing/language/money';

interface Row {
  readonly index: bigint;
  readonly loan_id: string;
  readonly agency_loan_id: string | null;
  readonly from_bucket: string;
  readonly to_bucket: string;
  readonly upb_cents: bigint;
  readonly as_of_on: string;
  readonly recorded_at: Date;
}

/** The owner's loans that moved between buckets, newest first. */
export async function listMovements(
  database: Database,
  actor: Actor,
  query: { limit: number; cursor?: string | undefined },
): Promise<{ movements: MovementView[]; next_cursor: string | null }> {
  requireAction(actor, 'read-portfolio');
  const [index, loan] = query.cursor === undefined ? ['', ''] : decodeKeyset(query.cursor, 2);
  const after = query.cursor === undefined ? Prisma.empty : Prisma.sql`and (index, loan_id) < (${BigInt(index ?? 0)}, ${loan})`;
  const rows = await asOrganisation(
    database,
    actor,
    (transaction) =>
      transaction.$queryRaw<Row[]>`
      with page as materialized (
        select * from lending.movement where owner = ${actor.organisation} ${after}
        order by index desc, loan_id desc limit ${query.limit + 1}
      )
      select page.*, n.agency_loan_id from page left join servicing.loan_number n on n.loan_id = page.loan_id
      order by index desc, page.loan_id desc`,
  );
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  const next = rows.length > query.limit && last !== undefined ? encodeKeyset([last.index.toString(), last.loan_id]) : null;
  return { movements: page.map(toView), next_cursor: next };
}

function toView(row: Row): MovementView {
  return {
    index: Number(row.index),
    loanId: row.loan_id,
    ...(row.agency_loan_id === null ? {} : { agencyLoanId: row.agency_loan_id }),
    from: row.from_bucket,
    to: row.to_bucket,
    upb: formatCents(row.upb_cents),
    asOfOn: row.as_of_on,
    recordedAt: row.recorded_at.toISOString(),
  };
}
