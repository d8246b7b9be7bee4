import { z } from 'zod';
import { listMovements } from '@/lib/lending/server/list-movements';
import { withView } from '@/lib/partners/server/with-actor';
import { readQuery } from '@/lib/platform/server/request-body';

const query = z.object({ limit: z.coerce.number().int().min(1).max(500).default(50), cursor: z.string().max(400).optional() });

/** The owner's loans that moved between buckets, newest first. */
export const GET = withView(async ({ request, actor, runtime, answer }) =>
  answer(await listMovements(runtime.database, actor, readQuery(request, query))),
);
