import { confirmErasure } from '@/lib/ledger/server/complete-erasures';
import type { ObeyedErasure } from '@/lib/ledger/server/obey-erasures';
import type { Actor } from '@/lib/partners/server/actor';
import { requireAction } from '@/lib/partners/server/require-action';
import { asOrganisation } from '@/lib/platform/server/database';
import { Problem } from '@/lib/platform/server/problem';
import type { LoanWrites } from './loan-writes';

/** An organisation's own copy has obeyed an erasure: its word of what it destroyed, as its own fact. Throws {@link Problem}. */
export async function confirmCopy(writes: LoanWrites, actor: Actor, digest: string, obeyed: ObeyedErasure): Promise<void> {
  requireAction(actor, 'confirm-erasure');
  const told = await asOrganisation(writes.database, actor, (transaction) =>
    transaction.erasure.findUnique({ where: { digest }, select: { loanId: true } }),
  );
  if (told === null)
    throw new Problem('NOT_FOUND', 'No such erasure is shared with your organisation. Nothing was saved. Check its digest.');
  const holder = { holder: actor.organisation, ledger: writes.ledger };
  await confirmErasure(holder, { digest, subject: `loan/${told.loanId}` }, obeyed);
}
