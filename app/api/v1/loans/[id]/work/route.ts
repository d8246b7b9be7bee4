import { idempotencyKeyOf, withActor } from '@/lib/partners/server/with-actor';
import { answerJson } from '@/lib/platform/server/answer';
import { readBody } from '@/lib/platform/server/request-body';
import { alertWork } from '@/lib/servicing/language/alert-work';
import { workAlert } from '@/lib/servicing/server/work-alert';
import { wiring } from '@/app/wiring';

/** Works the loan's open alert: acknowledge, assign, resolve, or record a contact. */
export const POST = withActor<{ id: string }>(async ({ request, actor, params }) => {
  const idempotencyKey = idempotencyKeyOf(request);
  const { writes } = await wiring();
  const action = await readBody(request, alertWork);
  return answerJson(await workAlert(writes, actor, { loan: params.id, idempotencyKey, action }), { status: 201 });
});
