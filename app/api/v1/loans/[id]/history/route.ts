import { withActor } from '@/lib/partners/server/with-actor';
import { answerJson } from '@/lib/platform/server/answer';
import { readHistory } from '@/lib/servicing/server/read-history';
import { wiring } from '@/app/wiring';

/** Every fact of a loan as the caller may see it, with the sealed entries to check them by. */
export const GET = withActor<{ id: string }>(async ({ actor, params, runtime }) => {
  const { hub } = await wiring();
  return answerJson(await readHistory(runtime.database, actor, params.id, hub));
});
