import { viewEntry } from '@/lib/ledger/domain/view-entry';
import type { WireStream } from '@/lib/ledger/language/wire';
import { sha256 } from '@/lib/ledger/server/hashing';
import { readStream, type HubIdentity } from '@/lib/ledger/server/read-stream';
import type { Actor } from '@/lib/partners/server/actor';
import { requireAction } from '@/lib/partners/server/require-action';
import { asOrganisation, type Database } from '@/lib/platform/server/database';
import type { HistoryFact } from '@/lib/servicing/language/loan-views';
import { findLoan } from './find-loan';

/** A loan's whole chain: as facts for people, and as sealed entries from which a reader recomputes it. */
export interface LoanHistory {
  readonly loanId: string;
  readonly origin: string;
  readonly stream: string;
  readonly facts: readonly HistoryFact[];
  readonly sealed: WireStream;
}

/** Every fact of a loan as the actor may see it, oldest first; private ones stand in their place with their digest. */
export async function readHistory(database: Database, actor: Actor, id: string, hub: HubIdentity): Promise<LoanHistory> {
  requireAction(actor, 'read-loans');
  return asOrganisation(database, actor.organisation, async (transaction) => {
    const loanId = await findLoan(transaction, actor, id);
    const stream = `loan/${loanId}`;
    const sealed = await readStream(transaction, stream, hub);
    if (sealed === undefined) throw new Error('A loan that can be found has a stream');
    const organisations = await transaction.organisation.findMany();
    const names = new Map(organisations.map((each) => [each.id, each.name]));
    const facts = sealed.entries.map((entry, at): HistoryFact => {
      const view = viewEntry(entry, sha256);
      return { ...view, version: at + 1, organisationName: names.get(view.organisation) ?? view.organisation };
    });
    return { loanId, origin: hub.origin, stream, facts, sealed };
  });
}
