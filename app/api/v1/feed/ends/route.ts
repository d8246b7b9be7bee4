import { z } from 'zod';
import { wiring } from '@/app/wiring';
import { readFeedEnds } from '@/lib/ledger/server/read-feed-ends';
import { withActor } from '@/lib/partners/server/with-actor';
import { answerJson } from '@/lib/platform/server/answer';
import { Problem } from '@/lib/platform/server/problem';
import { readBody } from '@/lib/platform/server/request-body';

const MOST = 200;
const body = z.strictObject({ streams: z.array(z.string().min(1).max(300)).max(MOST) });

/** Where streams end by the newest checkpoint: a partner's own node asks about those that it holds. A long question, so it is posted; it changes nothing. */
export const POST = withActor(async ({ request, actor, runtime }) => {
  const { streams } = await readBody(request, body);
  const { hub } = await wiring();
  const ends = await readFeedEnds({ database: runtime.database, pool: runtime.pool, hub }, actor.organisation, streams);
  if (ends !== undefined) return answerJson(ends);
  throw new Problem('NOT_READY', 'The log has no checkpoint yet. That takes a few seconds: ask again.');
});
