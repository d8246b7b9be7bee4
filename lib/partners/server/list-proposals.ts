import type { ProposedEntry, WaitingProposals } from '@/lib/ledger/language/proposal';
import { asOrganisation, type Database } from '@/lib/platform/server/database';
import type { Actor } from './actor';
import { requireAction } from './require-action';

/** How many are sent at once: an import proposes a thousand entries in each. */
const MOST = 8;
/** More than that cannot be signed in the time that somebody waits; the oldest come first. */
const MOST_NAMED = 500;

/** What waits for the signature of the actor's organisation, oldest first, with the first few that are not `known` yet. */
export async function listProposals(database: Database, actor: Actor, known: readonly string[] = []): Promise<WaitingProposals> {
  requireAction(actor, 'sign-commits');
  return asOrganisation(database, actor, async (transaction) => {
    const where = { signature: null, refusal: null, answerBy: { gt: new Date() } };
    const orderBy = [{ proposedAt: 'asc' }, { id: 'asc' }] as const;
    const named = await transaction.proposal.findMany({ where, orderBy: [...orderBy], take: MOST_NAMED, select: { id: true } });
    const waiting = named.map(({ id }) => id);
    const fresh = waiting.filter((id) => !known.includes(id)).slice(0, MOST);
    const rows = await transaction.proposal.findMany({ where: { id: { in: fresh } }, orderBy: [...orderBy] });
    const proposals = rows.map(({ id, answerBy, keyId, statement, entries }) => {
      return { id, answerBy: answerBy.toISOString(), keyId, statement, entries: JSON.parse(entries) as ProposedEntry[] };
    });
    return { waiting, proposals };
  });
}
