import { z } from 'zod';
import { addAgreement } from '@/lib/ledger/server/policy-agreements';
import { withActor } from '@/lib/partners/server/with-actor';
import { answerJson } from '@/lib/platform/server/answer';
import { readBody } from '@/lib/platform/server/request-body';
import { wiring } from '@/app/wiring';

const body = z.strictObject({ note: z.string().max(65_536) });

/** Takes what a witness signed about changed terms of the policy. The signature says who agrees, not the caller; sent again it changes nothing. */
export const POST = withActor(async ({ request, runtime }) => {
  const { hub } = await wiring();
  const { note } = await readBody(request, body);
  return answerJson({ signed: await addAgreement(runtime.pool, hub.origin, note) });
});
