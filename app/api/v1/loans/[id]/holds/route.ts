import { z } from 'zod';
import { wiring } from '@/app/wiring';
import { idempotencyKeyOf, withActor } from '@/lib/partners/server/with-actor';
import { answerJson } from '@/lib/platform/server/answer';
import { readBody } from '@/lib/platform/server/request-body';
import { holdRecord } from '@/lib/servicing/server/hold-record';

const body = z.strictObject({
  /** The hold to release; without one a hold is placed. */
  release: z.string().min(1).max(64).optional(),
  reason: z.string().trim().min(1).max(200),
});

/** Places a legal hold on a loan's record, or releases one. The same Idempotency-Key again answers as the first time. */
export const POST = withActor<{ id: string }>(async ({ request, actor, params }) => {
  const idempotencyKey = idempotencyKeyOf(request);
  const { writes } = await wiring();
  const asked = { ...(await readBody(request, body)), loan: params.id, idempotencyKey };
  const receipt = await holdRecord(writes, actor, asked);
  return answerJson(receipt, { status: 201, headers: receipt.replayed ? { 'idempotent-replayed': 'true' } : {} });
});
