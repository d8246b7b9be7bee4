import { z } from 'zod';
import { withActor } from '@/lib/partners/server/with-actor';
import { answerJson } from '@/lib/platform/server/answer';
import { readBody } from '@/lib/platform/server/request-body';
import { createTape } from '@/lib/servicing/server/create-tape';
import { listTapes } from '@/lib/servicing/server/read-tapes';

const body = z.strictObject({
  book: z.string().min(1).max(120).optional(),
  /** Which files will be sent; a later month needs no origination file. */
  files: z.array(z.enum(['origination', 'performance'])).min(1).max(2).default(['origination', 'performance']),
  control: z
    .strictObject({
      rowCount: z.int().min(0).optional(),
      upbTotal: z.string().regex(/^\d{1,15}\.\d{2}$/, 'Dollars with two decimals, as a string').optional(),
    })
    .default({}),
}); // prettier-ignore

/** The servicer's newest tapes. */
export const GET = withActor(async ({ actor, runtime }) => answerJson({ tapes: await listTapes(runtime.database, actor) }));

/** Opens an import: 202 and its id; the files are sent next. */
export const POST = withActor(async ({ request, actor, runtime }) => {
  const id = await createTape(runtime.database, actor, await readBody(request, body));
  return answerJson({ id }, { status: 202, headers: { location: `/api/v1/tapes/${id}` } });
});
