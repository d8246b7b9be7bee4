import { recordSources } from '@/app/wiring';
import { readAccess } from '@/lib/partners/server/read-access';
import { withActor } from '@/lib/partners/server/with-actor';
import { answerJson } from '@/lib/platform/server/answer';

/** Who has looked at a loan's record, newest first, by our id of the loan. */
export const GET = withActor<{ id: string }>(async ({ actor, params }) =>
  answerJson({ looks: await readAccess(await recordSources(), actor, params.id) }),
);
