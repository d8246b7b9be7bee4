import { withActor } from '@/lib/partners/server/with-actor';
import { answerJson } from '@/lib/platform/server/answer';
import { today } from '@/lib/platform/server/clock';
import { readHome } from '@/lib/servicing/server/read-home';

/** The homeowner's own loans. */
export const GET = withActor(async ({ actor, runtime }) =>
  answerJson({ loans: await readHome(runtime.database, actor, today()) }),
);
