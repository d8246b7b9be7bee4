import { readOwnerExposure } from '@/lib/lending/server/read-owner-exposure';
import { withView } from '@/lib/partners/server/with-actor';
import { readQuery } from '@/lib/platform/server/request-body';
import { readExposure } from '@/lib/securities/server/read-exposure';
import { sinceQuery } from '@/app/since-query';

/** Exposure by bucket: the securitizer's pools and securities, or the owner's portfolio. */
export const GET = withView(async ({ request, actor, runtime, answer }) => {
  if (actor.kind === 'owner') return answer(await readOwnerExposure(runtime.database, actor));
  const { since } = readQuery(request, sinceQuery);
  return answer(await readExposure(runtime.database, actor, since));
});
