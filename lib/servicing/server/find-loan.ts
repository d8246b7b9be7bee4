import type { Actor } from '@/lib/partners/server/actor';
import type { Transaction } from '@/lib/platform/server/database';
import { Problem } from '@/lib/platform/server/problem';

/** Our id of a loan named by our id or by its tape's number. A loan of others and no loan at all are answered alike. */
export async function findLoan(transaction: Transaction, actor: Actor, id: string): Promise<string> {
  const own = await transaction.loan.findUnique({ where: { loanId: id }, select: { loanId: true } });
  if (own !== null) return own.loanId;
  const numbered = await transaction.loanNumber.findFirst({ where: { agencyLoanId: id }, select: { loanId: true } });
  if (numbered !== null) return numbered.loanId;
  // What was erased with the person is found by our id: its certificate stays.
  if (actor.asOf === undefined && (await isErased(transaction, id))) return id;
  throw new Problem(
    'NOT_FOUND',
    `No loan “${id.slice(0, 40)}” is shared with ${actor.organisationName}. Check the number, or ask its servicer whether you are party to it.`,
  );
}

/** Whether all that was kept of a loan's person was erased, as far as the reader may know of it. */
async function isErased(transaction: Transaction, loanId: string): Promise<boolean> {
  return (await transaction.erasure.findFirst({ where: { loanId, scope: 'person' }, select: { digest: true } })) !== null;
}
