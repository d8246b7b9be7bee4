import { viewEntry, type EntryView } from '@/lib/ledger/domain/view-entry';
import { erasureStream } from '@/lib/ledger/language/subject';
import { sha256 } from '@/lib/ledger/server/hashing';
import { readStreamEntries } from '@/lib/ledger/server/read-entries';
import type { SubjectKeys } from '@/lib/ledger/server/subject-keys';
import type { Transaction } from '@/lib/platform/server/database';

/** The facts of a loan, and those of what was erased and held of it, oldest first, as far as the reader may see them. */
export async function readLoanFacts(
  transaction: Transaction,
  subjects: SubjectKeys,
  loanId: string,
): Promise<{ readonly loan: readonly EntryView[]; readonly erasure: readonly EntryView[] }> {
  const stream = `loan/${loanId}`;
  const [loan, erasure] = [
    await readStreamEntries(transaction, subjects, stream),
    await readStreamEntries(transaction, subjects, erasureStream(stream)),
  ];
  return { loan: loan.map((entry) => viewEntry(entry, sha256)), erasure: erasure.map((entry) => viewEntry(entry, sha256)) };
}
