import { z } from 'zod';
import { wiring } from '@/app/wiring';
import { withActor } from '@/lib/partners/server/with-actor';
import { answerJson } from '@/lib/platform/server/answer';
import { readBody } from '@/lib/platform/server/request-body';
import { confirmCopy } from '@/lib/servicing/server/confirm-copy';

const count = z.number().int().min(0);
const body = z.strictObject({ entryCount: count, fieldCount: count, keyDestroyed: z.boolean() });

/** A partner's own copy confirms that it destroyed what an erasure names. Idempotent by the erasure: said again, it is the same. */
export const POST = withActor<{ digest: string }>(async ({ request, actor, params }) => {
  const { writes } = await wiring();
  await confirmCopy(writes, actor, params.digest, await readBody(request, body));
  return answerJson({ confirmed: params.digest }, { status: 201 });
});
