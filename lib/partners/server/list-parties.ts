import type { Transaction } from '@/lib/platform/server/database';
import type { PartyView } from '@/lib/partners/language/party-view';

/** Who is party to a stream now, as the current organisation may know. */
export async function listParties(transaction: Transaction, stream: string): Promise<PartyView[]> {
  const parties = await transaction.streamParty.findMany({ where: { stream, toIndex: null }, orderBy: { fromIndex: 'asc' } });
  const ids = parties.map((party) => party.organisation);
  const organisations = await transaction.organisation.findMany({ where: { id: { in: ids } } });
  const names = new Map(organisations.map((each) => [each.id, each.name]));
  return parties.map(({ organisation, role, fromIndex }) => ({
    organisation,
    role,
    name: names.get(organisation) ?? organisation,
    fromIndex: Number(fromIndex),
  }));
}
