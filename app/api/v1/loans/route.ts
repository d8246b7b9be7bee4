import { z } from 'zod';
import { withActor } from '@/lib/partners/server/with-actor';
import { answerJson } from '@/lib/platform/server/answer';
import { today } from '@/lib/platform/server/clock';
import { readQuery } from '@/lib/platform/server/request-body';
import { listLoans } from '@/lib/servicing/server/list-loans';

const query = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().max(400).optional(),
  late: z.coerce.number().int().min(0).max(99).optional(),
  search: z.string().trim().min(1).max(40).optional(),
});

/** The loans the caller is party to, latest first. */
export const GET = withActor(async ({ request, actor, runtime }) =>
  answerJson(await listLoans(runtime.database, actor, readQuery(request, query), today())),
);
