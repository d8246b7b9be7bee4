import { z } from 'zod';
import { returnCustody, takeCustody } from '@/lib/partners/server/change-custody';
import { readCustody } from '@/lib/partners/server/read-custody';
import { withActor } from '@/lib/partners/server/with-actor';
import { answerJson } from '@/lib/platform/server/answer';
import { readBody } from '@/lib/platform/server/request-body';
import { deskRoute } from '@/app/api/desk-route';
import { wiring } from '@/app/wiring';

const body = z.discriminatedUnion('custody', [
  z.strictObject({
    custody: z.literal('organisation'),
    publicKey: z.string().max(64),
    proof: z.string().max(100),
    code: z.string().max(100).optional(),
  }),
  z.strictObject({ custody: z.literal('hub') }),
]);

/** The caller's organisation, the log, and which keys sign for it. */
export const GET = deskRoute(
  'sign-commits',
  withActor(async ({ actor, runtime }) => {
    const { hub } = await wiring();
    return answerJson({ origin: hub.origin, ...(await readCustody(runtime.database, actor)) });
  }),
);

/** Moves the organisation's signing key: to a key of its own, or back to one that the hub holds. Twice is the same as once. */
export const POST = deskRoute(
  'change-custody',
  withActor(async ({ request, actor, runtime }) => {
    const { writes, keys, hub } = await wiring();
    const wanted = await readBody(request, body);
    const { database, pool } = runtime;
    const change = { ledger: writes.ledger, database, pool, keys, origin: hub.origin };
    return answerJson(await (wanted.custody === 'hub' ? returnCustody(change, actor) : takeCustody(change, actor, wanted)));
  }),
);
