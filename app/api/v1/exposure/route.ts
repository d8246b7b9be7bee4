import { readOwnerExposure } from '@/lib/lending/server/read-owner-exposure';
import { withActor } from '@/lib/partners/server/with-actor';
import { answerJson } from '@/lib/platform/server/answer';
import { readQuery } from '@/lib/platform/server/request-body';
import { readExposure } from '@/lib/securities/server/read-exposure';
import { sinceQuery } from '@/app/since-query';

/** Exposure by bucket: the securitizer's pools and securities, or the owner's portfolio. */
export const GET = withActor(async ({ request, actor, runtime }) => {
  if (actor.kind === 'owner') return answerJson(await readOwnerExposure(runtime.database, actor));
  const { since } = readQuery(request, sinceQuery);
  return answerJson(await readExposure(runtime.database, actor, since));
});
