import { readCopy } from '@/lib/ledger/server/read-copy';
import { withActor } from '@/lib/partners/server/with-actor';
import { answerJson } from '@/lib/platform/server/answer';

/** How this node stands to the hub that it keeps a copy of; null on a hub. */
export const GET = withActor(async ({ runtime }) => answerJson((await readCopy(runtime.pool)) ?? null));
