import { z } from 'zod';
import { wiring } from '@/app/wiring';
import { answerFeed } from '@/app/feed/answer-feed';
import { refuseOnCopy } from '@/lib/partners/server/refuse-on-copy';
import { withActor } from '@/lib/partners/server/with-actor';
import { answerJson } from '@/lib/platform/server/answer';
import { readQuery } from '@/lib/platform/server/request-body';

const LONGEST_WAIT = 20_000;
const query = z.strictObject({
  after: z.string().max(500).optional(),
  keys: z.string().max(100).optional(),
  wait: z.coerce.number().int().min(0).max(LONGEST_WAIT).default(0),
});

/** What a partner's own node takes in, a page at a time; `wait` milliseconds for news where there is none yet (docs/operations.md). */
export const GET = withActor(async ({ request, actor, runtime }) => {
  refuseOnCopy();
  const { after, keys, wait } = readQuery(request, query);
  const { database, pool, secrets } = runtime;
  const { hub } = await wiring();
  const sources = { database, pool, subjects: hub.subjects, cursorKey: secrets.cursorKey };
  return answerJson(await answerFeed(sources, actor.organisation, { after, keys, wait }));
});
