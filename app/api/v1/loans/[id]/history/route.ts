import { recordLook } from '@/app/wiring';
import { withActor } from '@/lib/partners/server/with-actor';
import { answerJson } from '@/lib/platform/server/answer';
import { readHistory } from '@/lib/servicing/server/read-history';

/** Every fact of a loan as the caller may see it, oldest first. */
export const GET = withActor<{ id: string }>(async ({ actor, params, runtime }) => {
  const history = await readHistory(runtime.database, actor, params.id);
  await recordLook(actor, history.loanId);
  return answerJson(history);
});
