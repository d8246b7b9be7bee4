import { withActor } from '@/lib/partners/server/with-actor';
import { answerJson } from '@/lib/platform/server/answer';
import { listBooks } from '@/lib/servicing/server/read-tapes';

/** The books the servicer may import under. */
export const GET = withActor(async ({ actor, runtime }) => answerJson({ books: await listBooks(runtime.database, actor) }));
