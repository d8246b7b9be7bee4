import { recordLook } from '@/app/wiring';
import { withView } from '@/lib/partners/server/with-actor';
import { readLoan } from '@/lib/servicing/server/read-loan';

/** One loan, by our id or the tape's number; its ETag is its version in the ledger. */
export const GET = withView<{ id: string }>(async ({ request, actor, params, runtime, today, answer }) => {
  const loan = await readLoan(runtime.database, actor, params.id, today);
  await recordLook(actor, loan.loanId);
  const etag = `"${String(loan.ledger.version)}-${loan.standing.asOfOn ?? ''}"`;
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers: { etag } });
  return answer(loan, { headers: { etag } });
});
