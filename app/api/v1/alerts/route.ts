import { z } from 'zod';
import { withActor } from '@/lib/partners/server/with-actor';
import { answerJson } from '@/lib/platform/server/answer';
import { today } from '@/lib/platform/server/clock';
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
export const GET = withActor(async ({ request, actor, runtime }) =>
  answerJson(await listAlerts(runtime.database, actor, readQuery(request, query), today())),
);
