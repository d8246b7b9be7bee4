import { withActor } from '@/lib/partners/server/with-actor';
import { writeProblems } from '@/lib/servicing/server/write-problems';

/** The lines that were set aside, with reasons, to download. */
export const GET = withActor<{ id: string }>(async ({ actor, params, runtime }) => {
  const text = await writeProblems(runtime.database, actor, params.id);
  const headers = {
    'content-type': 'text/plain; charset=utf-8',
    'content-disposition': 'attachment; filename="lines-set-aside.txt"',
    'cache-control': 'no-store',
  };
  return new Response(text, { headers });
});
