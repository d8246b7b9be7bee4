import type { PoolClient } from 'pg';
import type { Erasure } from '@/lib/ledger/domain/erasure';

/** The fields of a boarded loan that its position keeps, by column. */
const KEPT: Readonly<Record<string, string>> = { propertyState: 'property_state', creditScoreBand: 'credit_score_band' };

/**
 * Blanks what positions keep of erased fields. Of an erased person only a fold without them tells how exposure stood: each
 * restatement, too, would show their balance.
 */
export async function forgetErased(client: PoolClient, erasures: readonly Erasure[]): Promise<'done' | 'fold again'> {
  if (erasures.some(({ scope }) => scope === 'person')) return 'fold again';
  for (const erasure of erasures)
    for (const field of erasure.fields) {
      const column = KEPT[field];
      if (column !== undefined) await blankColumn(client, erasure, { field, column });
    }
  return 'done';
}

/** A position of the present is put back as it was and not updated, which would make it one of the past. */
async function blankColumn(
  client: PoolClient,
  erasure: Erasure,
  { field, column }: { field: string; column: string },
): Promise<void> {
  const hit = `loan_id = $1 and exists (
    select 1 from ledger.entry e join ledger.shape s on s.id = e.shape_id
    where e.stream = $2 and $3 = any (s.names) and e.version <= $4 and e.version = coalesce($5::integer, e.version))`;
  const values = [erasure.subject.slice('loan/'.length), erasure.subject, field, erasure.throughVersion, erasure.version];
  await client.query(`update securities.position_past set ${column} = null where ${hit}`, values);
  const columns = [
    'loan_id',
    'pool',
    'securitizer',
    'bucket',
    'upb_cents',
    'property_state',
    'credit_score_band',
    'as_of_on',
    'since_index',
    'standing',
  ];
  const blanked = columns.map((name) => (name === column ? 'null' : name));
  await client.query(
    `with gone as (delete from securities.position where ${hit} returning *)
     insert into securities.position (${columns.join(', ')}) select ${blanked.join(', ')} from gone`,
    values,
  );
}
