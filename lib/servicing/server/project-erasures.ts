import type { PoolClient } from 'pg';
import { readErasure } from '@/lib/ledger/domain/erasure';
import type { RecordedFact } from '@/lib/ledger/server/recorded-fact';

/** Keeps each erasure as it was decided, and which copies have confirmed it. */
export async function projectErasures(client: PoolClient, facts: readonly RecordedFact[]): Promise<void> {
  for (const fact of facts) {
    if (fact.type === 'FieldErased') await keepErasure(client, fact);
    if (fact.type === 'ErasureConfirmed') await keepConfirmation(client, fact);
  }
}

async function keepErasure(client: PoolClient, fact: RecordedFact): Promise<void> {
  const fields = Object.entries({ ...fact.values, '@type': fact.type }).map(([name, value]) => ({ name, value }));
  const erasure = readErasure(fact.stream, fields);
  if (erasure === undefined) return;
  await client.query(
    'insert into servicing.erasure values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing',
    [
      fact.digest,
      loanOf(fact),
      fact.index.toString(),
      erasure.scope,
      erasure.fields,
      erasure.version,
      erasure.throughVersion,
      fact.values.reason,
      fact.values.legalBasis,
      fact.organisation,
      fact.recordedAt,
    ],
  );
}

/** A holder confirms for itself alone, and once. */
async function keepConfirmation(client: PoolClient, fact: RecordedFact): Promise<void> {
  const { values } = fact;
  if (values.holder !== fact.organisation) return;
  await client.query(
    `insert into servicing.erasure_confirmation
     select digest, $2, loan_id, $3, $4, $5, $6, $7 from servicing.erasure where digest = $1 and loan_id = $8 on conflict do nothing`,
    [
      values.erasure,
      values.holder,
      fact.index.toString(),
      values.entryCount,
      values.fieldCount,
      values.keyDestroyed,
      fact.recordedAt,
      loanOf(fact),
    ],
  );
}

function loanOf({ stream }: RecordedFact): string {
  return stream.slice('erasure/'.length);
}
