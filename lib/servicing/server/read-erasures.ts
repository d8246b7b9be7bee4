import { HUB } from '@/lib/ledger/language/facts';
import type { RecordSources } from '@/lib/ledger/server/read-entries';
import type { Actor } from '@/lib/partners/server/actor';
import { requireAction } from '@/lib/partners/server/require-action';
import { asOrganisation, type Transaction } from '@/lib/platform/server/database';
import { standingHolds } from '@/lib/servicing/domain/standing-holds';
import type { CopyView, ErasuresView, ErasureView } from '@/lib/servicing/language/erasure-views';
import { findLoan } from './find-loan';
import { readLoanFacts } from './read-loan-facts';

/** The certificates of what was erased of a loan's record, newest first, each with the copies that confirmed and those that have not yet. */
export async function readErasures({ database, subjects }: RecordSources, actor: Actor, id: string): Promise<ErasuresView> {
  requireAction(actor, 'read-erasures');
  return asOrganisation(database, actor, async (transaction) => {
    const loanId = await findLoan(transaction, actor, id);
    const names = new Map((await transaction.organisation.findMany()).map((each) => [each.id, each.name]));
    const nameOf = (organisation: string): string =>
      organisation === HUB ? 'The hub' : (names.get(organisation) ?? organisation);
    const { erasure } = await readLoanFacts(transaction, subjects, loanId);
    return { loanId, erasures: await viewErasures(transaction, loanId, nameOf), holds: standingHolds(erasure) };
  });
}

async function viewErasures(
  transaction: Transaction,
  loanId: string,
  nameOf: (organisation: string) => string,
): Promise<ErasureView[]> {
  const erasures = await transaction.erasure.findMany({ where: { loanId }, orderBy: { index: 'desc' } });
  const confirmations = await transaction.erasureConfirmation.findMany({ where: { loanId }, orderBy: { index: 'asc' } });
  return erasures.map((row) => {
    const told = confirmations.filter(({ erasure }) => erasure === row.digest);
    const copies = told.map(({ holder, confirmedAt, entryCount, fieldCount, keyDestroyed }): CopyView => {
      const confirmed = { at: confirmedAt.toISOString(), entryCount, fieldCount, keyDestroyed };
      return { holder, holderName: nameOf(holder), confirmed };
    });
    const waiting = told.some(({ holder }) => holder === HUB) ? [] : [{ holder: HUB, holderName: nameOf(HUB), confirmed: null }];
    const { digest, fields, version, throughVersion, reason, legalBasis, organisation, decidedAt } = row;
    const scope = row.scope === 'person' ? 'person' : 'fields';
    const words = {
      reason,
      legalBasis,
      organisation,
      organisationName: nameOf(organisation),
      decidedAt: decidedAt.toISOString(),
    };
    return { digest, scope, fields, version, throughVersion, ...words, copies: [...waiting, ...copies] };
  });
}
