import type { ProposedEntry, WireProposal } from '@/lib/ledger/language/proposal';
import { asOrganisation, type Database } from '@/lib/platform/server/database';
import type { Actor } from './actor';
import { requireAction } from './require-action';

const MOST = 8;
/** Nobody waits longer for an answer. */
const WAITED_MILLISECONDS = 30_000;

/** What waits for the signature of the actor's organisation, oldest first; a few at a time. */
export async function listProposals(database: Database, actor: Actor): Promise<WireProposal[]> {
  requireAction(actor, 'sign-commits');
  const since = new Date(Date.now() - WAITED_MILLISECONDS);
  const rows = await asOrganisation(database, actor, (transaction) =>
    transaction.proposal.findMany({
      where: { signature: null, refusal: null, proposedAt: { gt: since } },
      orderBy: { proposedAt: 'asc' },
      take: MOST,
    }),
  );
  return rows.map(({ id, keyId, statement, entries }) => ({
    id,
    keyId,
    statement,
    entries: JSON.parse(entries) as ProposedEntry[],
  }));
}
