import { z } from 'zod';
import { listMovements } from '@/lib/lending/server/list-movements';
import { withActor } from '@/lib/partners/server/with-actor';
import { answerJson } from '@/lib/platform/server/answer';
import { readQuery } from '@/lib/platform/server/request-body';

const query = z.object({ limit: z.coerce.number().int().min(1).max(500).default(50), cursor: z.string().max(400).optional() });

/** The owner's loans that moved between buckets, newest first. */
export const GET = withActor(async ({ request, actor, runtime }) =>
  answerJson(await listMovements(runtime.database, actor, readQuery(request, query))),
);
