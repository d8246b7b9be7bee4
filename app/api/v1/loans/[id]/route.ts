import { recordLook } from '@/app/wiring';
import { withActor } from '@/lib/partners/server/with-actor';
import { answerJson } from '@/lib/platform/server/answer';
import { today } from '@/lib/platform/server/clock';
import { readLoan } from '@/lib/servicing/server/read-loan';

/** One loan, by our id or the tape's number; its ETag is its version in the ledger. */
export const GET = withActor<{ id: string }>(async ({ request, actor, params, runtime }) => {
  const loan = await readLoan(runtime.database, actor, params.id, today());
  await recordLook(actor, loan.loanId);
  const etag = `"${String(loan.ledger.version)}-${loan.standing.asOfOn ?? ''}"`;
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers: { etag } });
  return answerJson(loan, { headers: { etag } });
});
