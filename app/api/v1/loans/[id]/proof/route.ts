import { proofSources, recordLook } from '@/app/wiring';
import { withView } from '@/lib/partners/server/with-actor';
import { readLoanProof } from '@/lib/servicing/server/read-loan-proof';

/** A loan's record, sealed, with what shows that it is in the log and complete: to be checked by whoever asked. */
export const GET = withView<{ id: string }>(async ({ actor, params, answer }) => {
  const proof = await readLoanProof(await proofSources(), actor, params.id);
  await recordLook(actor, proof.loanId);
  return answer(proof);
});
