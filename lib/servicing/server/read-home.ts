import type { Temporal } from 'temporal-polyfill';
import type { Actor } from '@/lib/partners/server/actor';
import { requireAction } from '@/lib/partners/server/require-action';
import { asOrganisation, type Database } from '@/lib/platform/server/database';
import type { LoanView } from '@/lib/servicing/language/loan-views';
import { readLoan } from './read-loan';

/** The homeowner's own loans, whole. */
export async function readHome(database: Database, actor: Actor, today: Temporal.PlainDate): Promise<LoanView[]> {
  requireAction(actor, 'read-home');
  const loans = await asOrganisation(database, actor, (transaction) =>
    transaction.loan.findMany({ where: { homeowner: actor.organisation }, orderBy: { loanId: 'asc' }, select: { loanId: true } }),
  );
  return Promise.all(loans.map(({ loanId }) => readLoan(database, actor, loanId, today)));
}
