import { z } from 'zod';
import { recordSources, wiring } from '@/app/wiring';
import { idempotencyKeyOf, withActor } from '@/lib/partners/server/with-actor';
import { answerJson } from '@/lib/platform/server/answer';
import { today } from '@/lib/platform/server/clock';
import { readBody } from '@/lib/platform/server/request-body';
import { eraseLoan } from '@/lib/servicing/server/erase-loan';
import { readErasures } from '@/lib/servicing/server/read-erasures';
import { wantedErasure } from '@/lib/servicing/server/wanted-erasure';

const words = z.string().trim().min(1).max(200);
const body = z.strictObject({
  scope: z.enum(['person', 'fields']),
  fields: z.array(z.string().min(1).max(80)).min(1).max(40).optional(),
  group: z.string().min(1).max(40).optional(),
  version: z.number().int().min(1).optional(),
  reason: words,
  legalBasis: words,
});

/** What was erased of a loan's record: a certificate each, with the copies that confirmed, and the holds that stand. */
export const GET = withActor<{ id: string }>(async ({ actor, params }) =>
  answerJson(await readErasures(await recordSources(), actor, params.id)),
);

/** Decides an erasure. The same Idempotency-Key again answers as the first time; copies confirm within seconds. */
export const POST = withActor<{ id: string }>(async ({ request, actor, params }) => {
  const idempotencyKey = idempotencyKeyOf(request);
  const { reason, legalBasis, ...asked } = await readBody(request, body);
  const { writes } = await wiring();
  const wanted = wantedErasure(asked);
  const receipt = await eraseLoan(writes, actor, { loan: params.id, idempotencyKey, wanted, reason, legalBasis }, today());
  return answerJson(receipt, { status: 201, headers: receipt.replayed ? { 'idempotent-replayed': 'true' } : {} });
});
