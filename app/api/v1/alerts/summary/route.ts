import { withView } from '@/lib/partners/server/with-actor';
import { readQuery } from '@/lib/platform/server/request-body';
import { summarizeAlerts } from '@/lib/servicing/server/summarize-alerts';
import { sinceQuery } from '@/app/since-query';

/** Counts of open alerts by deadline. */
export const GET = withView(async ({ request, actor, runtime, today, answer }) => {
  const { since } = readQuery(request, sinceQuery);
  return answer(await summarizeAlerts(runtime.database, actor, since, today));
});
