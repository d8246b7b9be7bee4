import { z } from 'zod';
import { requestActor } from '@/lib/partners/server/request-actor';
import { withActor } from '@/lib/partners/server/with-actor';
import { listProposals } from '@/lib/partners/server/list-proposals';
import { answerJson } from '@/lib/platform/server/answer';
import { readQuery } from '@/lib/platform/server/request-body';
import { deskRoute } from '@/app/api/desk-route';
import { wiring } from '@/app/wiring';

const query = z.strictObject({
  wait: z.coerce.number().min(0).max(25).default(0),
  known: z
    .string()
    .regex(/^[A-Za-z0-9_,-]{0,12000}$/)
    .default(''),
});

/**
 * What waits for the signature of the caller's organisation. With `wait` it answers once something does that is not among the ids
 * `known` (with commas between), or one of those waits no more, or after so many seconds.
 */
export const GET = deskRoute(
  'sign-commits',
  withActor(async ({ request, runtime }) => {
    const asked = readQuery(request, query);
    const known = asked.known.split(',').filter((id) => id !== '');
    const deadline = Date.now() + asked.wait * 1_000;
    const { proposals } = await wiring();
    for (;;) {
      const ring = proposals.next();
      // Who may read is asked each time: a key may be withdrawn while its holder waits.
      const listed = await listProposals(runtime.database, await requestActor(request), known);
      const isNews = listed.proposals.length > 0 || known.some((id) => !listed.waiting.includes(id));
      if (isNews || Date.now() >= deadline || request.signal.aborted) return answerJson(listed);
      await ring;
    }
  }),
);
