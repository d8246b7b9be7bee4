import type { Temporal } from 'temporal-polyfill';
import { Prisma } from '@/lib/platform/generated/prisma/client';
import type { DeadlineWindow } from '@/lib/servicing/language/alert-views';

/** Sorts after every date: no deadline is open. */
const NEVER = '9999-12-31';

/** The next deadline of alert `a` with standing `s`, as SQL over ISO dates: live contact until it was made, then the written notice until it was sent. */
export const DEADLINE_ON = Prisma.sql`case when a.live_contact_on is not null and a.written_notice_on is not null then ${NEVER}
  else to_char(coalesce(s.earliest_unpaid_due_on, a.opened_due_on)::date
    + case when a.live_contact_on is null then 36 else 45 end, 'YYYY-MM-DD') end`;

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
