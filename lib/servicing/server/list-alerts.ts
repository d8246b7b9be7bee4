import type { Temporal } from 'temporal-polyfill';
import type { Actor } from '@/lib/partners/server/actor';
import { requireAction } from '@/lib/partners/server/require-action';
import { Prisma } from '@/lib/platform/generated/prisma/client';
import { asOrganisation, type Database } from '@/lib/platform/server/database';
import { decodeKeyset, encodeKeyset } from '@/lib/platform/server/keyset';
import { viewStanding, type KeptStanding } from '@/lib/servicing/domain/view-standing';
import type { AlertPage, AlertState, AlertView, DeadlineWindow } from '@/lib/servicing/language/alert-views';
import { DEADLINE_ON, LIVE_CONTACT_DONE, windowCondition, WRITTEN_NOTICE_DONE } from './alert-deadline';
import { viewNextClock } from './view-clocks';

export interface AlertQuery {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly window?: DeadlineWindow | undefined;
  readonly state?: AlertState | undefined;
  readonly loan?: string | undefined;
}

interface Row extends KeptStanding {
  readonly loanId: string;
  readonly openedDueOn: string;
  readonly state: AlertState;
  readonly assignee: string | null;
  readonly reason: string | null;
  readonly openedAt: Date;
  readonly touchedAt: Date;
  readonly liveContactOn: string | null;
  readonly writtenNoticeOn: string | null;
  readonly liveContactDone: boolean;
  readonly writtenNoticeDone: boolean;
  readonly missedDigest: string;
  readonly deadlineOn: string;
  readonly agencyLoanId: string | null;
  readonly initials: string | null;
}

/** The servicer's open alerts, the nearest legal deadline first. */
export async function listAlerts(
  database: Database,
  actor: Actor,
  query: AlertQuery,
  today: Temporal.PlainDate,
): Promise<AlertPage> {
  requireAction(actor, 'read-alerts');
  const rows = await asOrganisation(database, actor, (transaction) => transaction.$queryRaw<Row[]>(pageSql(actor, query, today)));
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    alerts: page.map((row) => toView(row, today)),
    next_cursor: rows.length > query.limit && last !== undefined ? encodeKeyset([last.deadlineOn, last.loanId]) : null,
  };
}

function pageSql(actor: Actor, query: AlertQuery, today: Temporal.PlainDate): Prisma.Sql {
  const [deadline, loan] = query.cursor === undefined ? ['', ''] : decodeKeyset(query.cursor, 2);
  const after =
    query.cursor === undefined ? Prisma.empty : Prisma.sql`where (d."deadlineOn", d."loanId") > (${deadline}, ${loan})`;
  const state = query.state === undefined ? Prisma.sql`a.state <> 'resolved'` : Prisma.sql`a.state = ${query.state}`;
  const one = query.loan === undefined ? Prisma.empty : Prisma.sql`and a.loan_id = ${query.loan}`;
  const window = query.window === undefined ? Prisma.empty : Prisma.sql`and ${windowCondition(query.window, today)}`;
  return Prisma.sql`
    with page as materialized (
      select * from (
        select a.loan_id as "loanId", a.opened_due_on as "openedDueOn", a.state, a.assignee, a.reason, a.opened_at as "openedAt",
          a.touched_at as "touchedAt", a.live_contact_on as "liveContactOn", a.written_notice_on as "writtenNoticeOn", a.missed_digest as "missedDigest",
          s.upb_cents as "upbCents", s.note_rate as "noteRate", s.principal_and_interest_cents as "principalAndInterestCents",
          s.delinquency_status as "delinquencyStatus", s.earliest_unpaid_due_on as "earliestUnpaidDueOn", s.as_of_on as "asOfOn",
          s.feed, s.exit_code as "exitCode", ${LIVE_CONTACT_DONE} as "liveContactDone",
          ${WRITTEN_NOTICE_DONE} as "writtenNoticeDone", ${DEADLINE_ON} as "deadlineOn"
        from servicing.alert_at a join servicing.loan_standing_at s using (loan_id)
        where a.servicer = ${actor.organisation} and ${state} ${one} ${window}
      ) d ${after} order by "deadlineOn", "loanId" limit ${query.limit + 1}
    )
    select page.*, n.agency_loan_id as "agencyLoanId", i.record->>'initials' as initials
    from page
    left join servicing.loan_number n on n.loan_id = page."loanId"
    left join servicing.loan_record_at i on i.loan_id = page."loanId" and i.field_group = 'identity'
    order by "deadlineOn", "loanId"`;
}

function toView(row: Row, today: Temporal.PlainDate): AlertView {
  const { loanId, openedDueOn, state, assignee, reason, liveContactOn, writtenNoticeOn, missedDigest } = row;
  const done = { liveContact: row.liveContactDone, writtenNotice: row.writtenNoticeDone };
  const earliestUnpaidDueOn = row.earliestUnpaidDueOn ?? openedDueOn;
  return {
    loanId,
    ...(row.agencyLoanId === null ? {} : { agencyLoanId: row.agencyLoanId }),
    ...(row.initials === null ? {} : { borrowerInitials: row.initials }),
    openedDueOn, state, assignee, reason, liveContactOn, writtenNoticeOn, missedDigest,
    openedAt: row.openedAt.toISOString(),
    touchedAt: row.touchedAt.toISOString(),
    nextClock: viewNextClock({ earliestUnpaidDueOn, done }, today),
    standing: viewStanding(row, today),
  }; // prettier-ignore
}
