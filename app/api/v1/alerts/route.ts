import { z } from 'zod';
import { withView } from '@/lib/partners/server/with-actor';
import { readQuery } from '@/lib/platform/server/request-body';
import { ALERT_STATES, DEADLINE_WINDOWS } from '@/lib/servicing/language/alert-views';
import { listAlerts } from '@/lib/servicing/server/list-alerts';

const query = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().max(400).optional(),
  window: z.enum(DEADLINE_WINDOWS).optional(),
  state: z.enum(ALERT_STATES).optional(),
  loan: z.string().max(64).optional(),
});

/** The servicer's open alerts, the nearest legal deadline first. */
export const GET = withView(async ({ request, actor, runtime, today, answer }) =>
  answer(await listAlerts(runtime.database, actor, readQuery(request, query), today)),
);
