import type { PoolClient } from 'pg';
import type { RecordedFact } from '@/lib/ledger/server/recorded-fact';
import { levelPaymentCents } from '@/lib/servicing/domain/amortization';
import { parseCents } from '@/lib/servicing/language/money';

/** Makes the rows of newly boarded loans, with the parties of their book. Boarding twice changes nothing. A copy may lack the number. */
export async function boardLoans(client: PoolClient, facts: readonly RecordedFact[]): Promise<void> {
  if (facts.length === 0) return;
  const rows = facts.map((fact) => ({
    loan_id: fact.stream.slice('loan/'.length),
    book: fact.values.book,
    agency_loan_id: fact.values.agencyLoanId,
    version: fact.version,
    at: fact.index.toString(),
    payment: estimatedPayment(fact),
    upb: parseCents(fact.values.originalUpb as string).toString(),
    rate: fact.values.originalNoteRate,
    due: fact.values.firstPaymentOn,
  }));
  const source = `jsonb_to_recordset($1::jsonb) as r(
    loan_id text, book text, agency_loan_id text, version integer, at bigint, payment bigint, upb bigint, rate text, due text
  ) join partners.book b on b.id = r.book`;
  const json = [JSON.stringify(rows)];
  await client.query(
    `insert into servicing.loan
     select r.loan_id, r.book, b.servicer, b.owner, b.securitizer, null, r.version, r.at from ${source} on conflict do nothing`,
    json,
  );
  await client.query(
    `insert into servicing.loan_number select r.book, r.agency_loan_id, r.loan_id from ${source}
     where r.agency_loan_id is not null on conflict do nothing`,
    json,
  );
  await client.query(
    `insert into servicing.loan_standing
     select r.loan_id, b.servicer, b.owner, b.securitizer, null, r.upb, r.rate, r.payment, null, r.due, null, 'tape', 0, null
     from ${source} on conflict do nothing`,
    json,
  );
}

/** Level principal and interest from the terms at boarding: an estimate, and shown as one. Null when a term is unknown. */
function estimatedPayment({ values }: RecordedFact): string | null {
  if (values.originalNoteRate === null || values.originalTermMonths === null || values.originalTermMonths === 0) return null;
  const terms = {
    principal: parseCents(values.originalUpb as string),
    annualRatePercent: values.originalNoteRate as string,
    termMonths: values.originalTermMonths as number,
  };
  return levelPaymentCents(terms).toString();
}
