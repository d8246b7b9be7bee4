import { readPortfolio } from '@/lib/lending/server/read-portfolio';
import { withView } from '@/lib/partners/server/with-actor';
import { readQuery } from '@/lib/platform/server/request-body';
import { sinceQuery } from '@/app/since-query';

/** The owner's portfolio by bucket, month and servicer. */
export const GET = withView(async ({ request, actor, runtime, answer }) => {
  const { since } = readQuery(request, sinceQuery);
  return answer(await readPortfolio(runtime.database, actor, since));
});
