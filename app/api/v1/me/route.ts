import { withActor } from '@/lib/partners/server/with-actor';
import { answerJson } from '@/lib/platform/server/answer';

/** Who the caller is to us. */
export const GET = withActor(({ actor }) => Promise.resolve(answerJson(actor)));
