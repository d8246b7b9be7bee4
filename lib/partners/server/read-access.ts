import { viewEntry } from '@/lib/ledger/domain/view-entry';
import { sha256 } from '@/lib/ledger/server/hashing';
import { readEntries, type RecordSources } from '@/lib/ledger/server/read-entries';
import type { LookView } from '@/lib/partners/language/access-view';
import { asOrganisation } from '@/lib/platform/server/database';
import { Problem } from '@/lib/platform/server/problem';
import type { Actor } from './actor';
import { requireAction } from './require-action';

const MOST = 100;

/** The newest looks at a loan's record, for those whom the policy lets know. Throws {@link Problem}. */
export async function readAccess({ database, subjects }: RecordSources, actor: Actor, loanId: string): Promise<LookView[]> {
  requireAction(actor, 'read-access');
  return asOrganisation(database, actor, async (transaction) => {
    const party = await transaction.streamParty.findFirst({ where: { stream: `loan/${loanId}` } });
    if (party === null) throw new Problem('NOT_FOUND', `No such loan is shared with ${actor.organisationName}. Nothing was read.`);
    const rows = await transaction.entry.findMany({ where: { stream: `access/${loanId}` }, orderBy: { version: 'desc' }, take: MOST });
    const names = new Map((await transaction.organisation.findMany()).map((each) => [each.id, each.name]));
    return (await readEntries(transaction, subjects, rows)).flatMap((entry): LookView[] => {
      const { type, values, occurredAt, recordedAt } = viewEntry(entry, sha256);
      // Erased with the person: that someone looked is all that is left of it.
      if (type === null) return [];
      const { organisation, reader, groups } = values as { organisation: string; reader: string; groups: string[] };
      const organisationName = names.get(organisation) ?? organisation;
      return [{ organisation, organisationName, at: occurredAt ?? recordedAt, groups, program: reader === 'api' }];
    });
  });
} // prettier-ignore
