import { readCopyFile } from '@/lib/ledger/server/copy-file';
import { askHub } from '@/lib/partners/server/ask-hub';
import { requestActor } from '@/lib/partners/server/request-actor';
import { requireAction } from '@/lib/partners/server/require-action';
import type { withActor } from '@/lib/partners/server/with-actor';
import { answerProblem } from '@/lib/platform/server/answer';
import { runtime } from '@/lib/platform/server/runtime';

/** Whoever asked has closed the connection (nginx's code for it). */
const GONE = 499;

/**
 * A route of the signing desk. The desk is the hub's: a partner's own copy asks there for its own people, with its organisation's
 * API key. So the page that signs can come from the copy, whose code its partner has chosen.
 */
export function deskRoute<Params = Record<string, never>>(
  action: 'sign-commits' | 'change-custody',
  here: ReturnType<typeof withActor<Params>>,
): ReturnType<typeof withActor<Params>> {
  return async (request, context) => {
    if (runtime().follows === undefined) return here(request, context);
    try {
      requireAction(await requestActor(request), action);
      const copy = readCopyFile(runtime().dataDirectory);
      if (copy === undefined) throw new Error('This data directory holds no copy');
      return await askHub(copy, request);
    } catch (error) {
      // A page that was left while it waited: nobody hears the answer, and it is no fault of ours.
      if (request.signal.aborted) return new Response(null, { status: GONE });
      return answerProblem(error);
    }
  };
}
