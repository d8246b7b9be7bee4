import { z } from 'zod';
import { answerProposal } from '@/lib/partners/server/answer-proposal';
import { withActor } from '@/lib/partners/server/with-actor';
import { answerJson } from '@/lib/platform/server/answer';
import { readBody } from '@/lib/platform/server/request-body';
import { deskRoute } from '@/app/api/desk-route';

const body = z.union([
  z.strictObject({ signature: z.string().max(100) }),
  z.strictObject({ refusal: z.string().min(1).max(200), signature: z.string().max(100) }),
]);

/** Signs or refuses what was proposed to the caller's organisation. The first answer stands, so it needs no idempotency key. */
export const POST = deskRoute(
  'sign-commits',
  withActor<{ id: string }>(async ({ request, actor, params, runtime }) => {
    await answerProposal(runtime.database, actor, { id: params.id, answer: await readBody(request, body) });
    return answerJson({ id: params.id });
  }),
);
