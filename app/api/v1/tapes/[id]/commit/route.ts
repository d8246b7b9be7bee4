import { z } from 'zod';
import { withActor } from '@/lib/partners/server/with-actor';
import { answerJson } from '@/lib/platform/server/answer';
import { readBody } from '@/lib/platform/server/request-body';
import { confirmTape } from '@/lib/servicing/server/confirm-tape';

const body = z.strictObject({ reason: z.string().trim().max(200).optional() });

/** Confirms a checked tape: its facts are appended. Confirming twice is the same as once. */
export const POST = withActor<{ id: string }>(async ({ request, actor, params, runtime }) => {
  const { reason } = await readBody(request, body);
  await confirmTape(runtime.database, actor, { tape: params.id, reason });
  return answerJson({ id: params.id }, { status: 202, headers: { location: `/api/v1/tapes/${params.id}` } });
});
