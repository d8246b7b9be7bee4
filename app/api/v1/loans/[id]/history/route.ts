import { recordLook, recordSources } from '@/app/wiring';
import { withView } from '@/lib/partners/server/with-actor';
import { readHistory } from '@/lib/servicing/server/read-history';

/** Every fact of a loan as the caller may see it, oldest first. */
export const GET = withView<{ id: string }>(async ({ actor, params, answer }) => {
  const history = await readHistory(await recordSources(), actor, params.id);
  await recordLook(actor, history.loanId);
  return answer(history);
});
