import { readPortfolio } from '@/lib/lending/server/read-portfolio';
import { withActor } from '@/lib/partners/server/with-actor';
import { answerJson } from '@/lib/platform/server/answer';
import { readQuery } from '@/lib/platform/server/request-body';
import { sinceQuery } from '@/app/since-query';

/** The owner's portfolio by bucket, month and servicer. */
export const GET = withActor(async ({ request, actor, runtime }) => {
  const { since } = readQuery(request, sinceQuery);
  return answerJson(await readPortfolio(runtime.database, actor, since));
});
