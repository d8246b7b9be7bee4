import { readAlarms } from '@/lib/ledger/server/read-alarms';
import { withActor } from '@/lib/partners/server/with-actor';
import { answerJson } from '@/lib/platform/server/answer';

/** What was found against the record, and whom to ask besides the hub. It concerns everyone alike and names no loan. */
export const GET = withActor(async ({ runtime }) => answerJson(await readAlarms(runtime.pool)));
