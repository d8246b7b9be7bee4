import { z } from 'zod';
import { requestActor } from '@/lib/partners/server/request-actor';
import { withActor } from '@/lib/partners/server/with-actor';
import { listProposals } from '@/lib/partners/server/list-proposals';
import { answerJson } from '@/lib/platform/server/answer';
import { readQuery } from '@/lib/platform/server/request-body';
import { wiring } from '@/app/wiring';

const query = z.strictObject({ wait: z.coerce.number().min(0).max(25).default(0) });

/** What waits for the signature of the caller's organisation; with `wait`, once something does or after so many seconds. */
export const GET = withActor(async ({ request, runtime }) => {
  const deadline = Date.now() + readQuery(request, query).wait * 1_000;
  const { proposals } = await wiring();
  for (;;) {
    const ring = proposals.next();
    // Who may read is asked each time: a key may be withdrawn while its holder waits.
    const waiting = await listProposals(runtime.database, await requestActor(request));
    if (waiting.length > 0 || Date.now() >= deadline || request.signal.aborted) return answerJson({ proposals: waiting });
    await ring;
  }
});
