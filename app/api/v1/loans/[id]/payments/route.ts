import { z } from 'zod';
import { idempotencyKeyOf, withActor } from '@/lib/partners/server/with-actor';
import { answerJson } from '@/lib/platform/server/answer';
import { today } from '@/lib/platform/server/clock';
import { readBody } from '@/lib/platform/server/request-body';
import { postPayment } from '@/lib/servicing/server/post-payment';
import { wiring } from '@/app/wiring';

const body = z.strictObject({
  amount: z.string().regex(/^\d{1,12}\.\d{2}$/, 'Dollars with two decimals, as a string: "1580.17"'),
  receivedOn: z.iso.date(),
});

/** Posts a payment. The same Idempotency-Key again answers as the first time and posts nothing. */
export const POST = withActor<{ id: string }>(async ({ request, actor, params }) => {
  const idempotencyKey = idempotencyKeyOf(request);
  const { writes } = await wiring();
  const payment = { ...(await readBody(request, body)), loan: params.id, idempotencyKey };
  const receipt = await postPayment(writes, actor, payment, today());
  return answerJson(receipt, { status: 201, headers: receipt.replayed ? { 'idempotent-replayed': 'true' } : {} });
});
