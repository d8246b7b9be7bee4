import { withActor } from '@/lib/partners/server/with-actor';
import { answerJson } from '@/lib/platform/server/answer';
import { readTape } from '@/lib/servicing/server/read-tapes';

/** One import: progress, summary, problems, differences. */
export const GET = withActor<{ id: string }>(async ({ actor, params, runtime }) =>
  answerJson(await readTape(runtime.database, actor, params.id)),
);
