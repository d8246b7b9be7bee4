import { withActor } from '@/lib/partners/server/with-actor';
import { answerJson } from '@/lib/platform/server/answer';
import { readHistory } from '@/lib/servicing/server/read-history';

/** Every fact of a loan as the caller may see it, oldest first. */
export const GET = withActor<{ id: string }>(async ({ actor, params, runtime }) =>
  answerJson(await readHistory(runtime.database, actor, params.id)),
);
