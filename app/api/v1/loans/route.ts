import { z } from 'zod';
import { withView } from '@/lib/partners/server/with-actor';
import { readQuery } from '@/lib/platform/server/request-body';
import { listLoans } from '@/lib/servicing/server/list-loans';

const query = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().max(400).optional(),
  late: z.coerce.number().int().min(0).max(99).optional(),
  search: z.string().trim().min(1).max(40).optional(),
});

/** The loans the caller is party to, latest first. */
export const GET = withView(async ({ request, actor, runtime, today, answer }) =>
  answer(await listLoans(runtime.database, actor, readQuery(request, query), today)),
);
