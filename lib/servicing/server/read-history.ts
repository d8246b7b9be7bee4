import { viewEntry } from '@/lib/ledger/domain/view-entry';
import { sha256 } from '@/lib/ledger/server/hashing';
import { readStreamEntries, type RecordSources } from '@/lib/ledger/server/read-entries';
import type { Actor } from '@/lib/partners/server/actor';
import { requireAction } from '@/lib/partners/server/require-action';
import { asOrganisation } from '@/lib/platform/server/database';
import type { HistoryFact } from '@/lib/servicing/language/loan-views';
import { findLoan } from './find-loan';

/** A loan's whole chain as facts for people. */
export interface LoanHistory {
  readonly loanId: string;
  readonly facts: readonly HistoryFact[];
}

/** Every fact of a loan as the actor may see it, oldest first; private ones stand in their place with their digest. */
export async function readHistory({ database, subjects }: RecordSources, actor: Actor, id: string): Promise<LoanHistory> {
  requireAction(actor, 'read-loans');
  return asOrganisation(database, actor, async (transaction) => {
    const loanId = await findLoan(transaction, actor, id);
    const entries = await readStreamEntries(transaction, subjects, `loan/${loanId}`);
    const organisations = await transaction.organisation.findMany();
    const names = new Map(organisations.map((each) => [each.id, each.name]));
    const facts = entries.map((entry, at): HistoryFact => {
      const view = viewEntry(entry, sha256);
      return { ...view, version: at + 1, organisationName: names.get(view.organisation) ?? view.organisation };
    });
    return { loanId, facts };
  });
}
