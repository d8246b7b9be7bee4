import { completeErasures, type CopyHolder } from '@/lib/ledger/server/complete-erasures';
import { obeyErasures, type LedgerCopy } from '@/lib/ledger/server/obey-erasures';
import type { TapeStore } from './tape-store';
import { toldErasures } from './told-erasures';

/** The hub's copy: the ledger with its views, and the files of tapes. */
export interface HubCopy extends LedgerCopy {
  readonly store: TapeStore;
}

/**
 * Obeys the erasures that the views have been told of and the holder has not confirmed, and confirms them; or obeys all of them
 * again, since a copy that was restored may hold what it had destroyed, and appends nothing. Files of tapes come first: by the
 * loan's number, which goes with the rest.
 */
export async function obeyTold(copy: HubCopy, holder: CopyHolder, which: 'all' | 'unconfirmed'): Promise<void> {
  const told = await toldErasures(copy.pool, holder.holder, which);
  const people = told.filter(({ scope }) => scope === 'person').map(({ subject }) => subject.slice('loan/'.length));
  if (people.length > 0) await copy.store.forget(await numbersOf(copy, people));
  if (which === 'unconfirmed') await completeErasures(copy, holder, told);
  else if (told.length > 0) await obeyErasures(copy, told);
}

async function numbersOf({ pool }: HubCopy, loanIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await pool.query<{ number: string }>(
    'select agency_loan_id as number from servicing.loan_number where loan_id = any ($1)',
    [loanIds],
  );
  return new Set(rows.map(({ number }) => number));
}
