import { withView } from '@/lib/partners/server/with-actor';
import { readHome } from '@/lib/servicing/server/read-home';

/** The homeowner's own loans. */
export const GET = withView(async ({ actor, runtime, today, answer }) =>
  answer({ loans: await readHome(runtime.database, actor, today) }),
);
