import { Problem } from '@/lib/platform/server/problem';
import { runtime } from '@/lib/platform/server/runtime';

/** Says on a partner's own copy that nothing can be changed there, and where it can. Throws {@link Problem} READ_ONLY_COPY. */
export function refuseOnCopy(): void {
  const { follows } = runtime();
  if (follows === undefined) return;
  throw new Problem(
    'READ_ONLY_COPY',
    `This node keeps your own copy of what ${follows} shares with you. Nothing was changed. Do it there: ${follows}`,
  );
}
