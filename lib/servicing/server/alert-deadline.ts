import type { Temporal } from 'temporal-polyfill';
import { Prisma } from '@/lib/platform/generated/prisma/client';
import type { DeadlineWindow } from '@/lib/servicing/language/alert-views';

/** Sorts after every date: no deadline is open. */
const NEVER = '9999-12-31';

const UNPAID_SINCE = Prisma.sql`coalesce(s.earliest_unpaid_due_on, a.opened_due_on)`;

/** Whether alert `a` with standing `s` has live contact: since the instalment that is unpaid now, not about an earlier one. */
export const LIVE_CONTACT_DONE = Prisma.sql`coalesce(a.live_contact_on >= ${UNPAID_SINCE}, false)`;

/** Whether no written notice is owed: one sent within 180 days before day 45 serves (12 CFR 1024.39(b)(1)). */
export const WRITTEN_NOTICE_DONE = Prisma.sql`coalesce(a.written_notice_on > to_char(${UNPAID_SINCE}::date + 45 - 180, 'YYYY-MM-DD'), false)`;

/** The next deadline of that alert, as SQL over ISO dates: live contact until it was made, then the written notice until it was sent. */
export const DEADLINE_ON = Prisma.sql`case when ${LIVE_CONTACT_DONE} and ${WRITTEN_NOTICE_DONE} then ${NEVER}
  else to_char(${UNPAID_SINCE}::date + case when ${LIVE_CONTACT_DONE} then 45 else 36 end, 'YYYY-MM-DD') end`;

/** Whether that deadline lies in a window seen from today; a week is the next seven days after today. */
export function windowCondition(window: DeadlineWindow, today: Temporal.PlainDate): Prisma.Sql {
  const now = today.toString();
  const week = today.add({ days: 7 }).toString();
  const conditions: Readonly<Record<DeadlineWindow, Prisma.Sql>> = {
    overdue: Prisma.sql`${DEADLINE_ON} < ${now}`,
    today: Prisma.sql`${DEADLINE_ON} = ${now}`,
    week: Prisma.sql`${DEADLINE_ON} > ${now} and ${DEADLINE_ON} <= ${week}`,
    later: Prisma.sql`${DEADLINE_ON} > ${week} and ${DEADLINE_ON} < ${NEVER}`,
  };
  return conditions[window];
}
