import type { Temporal } from 'temporal-polyfill';
import type { Actor } from '@/lib/partners/server/actor';
import { listParties } from '@/lib/partners/server/list-parties';
import { requireAction } from '@/lib/partners/server/require-action';
import { asOrganisation, type Database, type Transaction } from '@/lib/platform/server/database';
import { Problem } from '@/lib/platform/server/problem';
import { viewStanding } from '@/lib/servicing/domain/view-standing';
import type { LoanView, MonthView } from '@/lib/servicing/language/loan-views';
import { formatCents } from '@/lib/servicing/language/money';
import { findLoan } from './find-loan';
import { viewClocks } from './view-clocks';
import { withheldFields } from './withheld';

/** One loan, by our id or its number, as the actor may see it. */
export async function readLoan(database: Database, actor: Actor, id: string, today: Temporal.PlainDate): Promise<LoanView> {
  requireAction(actor, 'read-loans');
  return asOrganisation(database, actor, async (transaction) => {
    const loanId = await findLoan(transaction, actor, id);
    const loan = await transaction.loan.findUnique({ where: { loanId } });
    if (loan === null) refuseErased();
    const standing = viewStanding(await transaction.loanStanding.findUniqueOrThrow({ where: { loanId } }), today);
    const records = await transaction.loanRecord.findMany({ where: { loanId } });
    const number = await transaction.loanNumber.findFirst({ where: { loanId }, select: { agencyLoanId: true } });
    const late = standing.bucket !== 'exited' && standing.mbaMonthsLate > 0;
    const fields = Object.assign({}, ...records.map((each) => each.record), number ?? {}) as Record<string, unknown>;
    return {
      loanId,
      standing,
      fields,
      withheld: withheldFields(actor.kind),
      erased: actor.asOf === undefined ? await erasedOf(transaction, loanId, fields) : [],
      parties: await listParties(transaction, `loan/${loanId}`),
      months: await readMonths(transaction, loanId),
      clocks: late && standing.earliestUnpaidDueOn !== null ? viewClocks(standing.earliestUnpaidDueOn, today) : [],
      ledger: { version: loan.version, stream: `loan/${loanId}` },
    };
  });
}

/** An erasure of one month's field leaves the value of another. */
async function erasedOf(transaction: Transaction, loanId: string, fields: Readonly<Record<string, unknown>>): Promise<string[]> {
  const erasures = await transaction.erasure.findMany({ where: { loanId }, select: { fields: true } });
  return [...new Set(erasures.flatMap((each) => each.fields))].filter((name) => fields[name] === null);
}

function refuseErased(): never {
  throw new Problem(
    'SUBJECT_ERASED',
    'What was kept of this loan’s person was erased for good. There is nothing to show but its certificate and the proofs of the record.',
  );
}

async function readMonths(transaction: Transaction, loanId: string): Promise<MonthView[]> {
  const months = await transaction.loanMonth.findMany({ where: { loanId }, orderBy: { period: 'desc' }, take: 24 });
  return months.map(({ period, upbCents, delinquencyStatus }) => ({ period, upb: formatCents(upbCents), delinquencyStatus }));
}
