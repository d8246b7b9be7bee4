import { withActor } from '@/lib/partners/server/with-actor';
import { answerJson } from '@/lib/platform/server/answer';
import { today } from '@/lib/platform/server/clock';
import { readQuery } from '@/lib/platform/server/request-body';
import { summarizeAlerts } from '@/lib/servicing/server/summarize-alerts';
import { sinceQuery } from '@/app/since-query';

/** Counts of open alerts by deadline. */
export const GET = withActor(async ({ request, actor, runtime }) => {
  const { since } = readQuery(request, sinceQuery);
  return answerJson(await summarizeAlerts(runtime.database, actor, since, today()));
});
