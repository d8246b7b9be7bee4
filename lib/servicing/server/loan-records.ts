import type { PoolClient } from 'pg';
import type { FactDefinition } from '@/lib/ledger/language/define-fact';
import type { RecordedFact } from '@/lib/ledger/server/recorded-fact';
import { SERVICING_FACTS } from '@/lib/servicing/language/facts';

/** Facts whose values describe a loan as it now is; each later value of a field replaces the earlier in this view. */
const DESCRIBING = new Set(['LoanBoarded', 'BorrowerNamed', 'WorkoutReported', 'ContactMade', 'WrittenNoticeSent']);
const NOT_DESCRIPTIVE = new Set(['sourceFile', 'sourceLine']);

/** Keeps one record a loan and field group, so that row security covers each field of the loan's page. */
export async function writeRecords(client: PoolClient, facts: readonly RecordedFact[]): Promise<void> {
  const records = new Map<string, { loan_id: string; field_group: string; record: Record<string, unknown> }>();
  for (const fact of facts) {
    if (!DESCRIBING.has(fact.type)) continue;
    const loan_id = fact.stream.slice('loan/'.length);
    for (const [name, value] of Object.entries(fact.values)) {
      if (NOT_DESCRIPTIVE.has(name)) continue;
      const field_group = groupOf(fact.type, name);
      const key = `${loan_id} ${field_group}`;
      const known = records.get(key) ?? { loan_id, field_group, record: {} };
      known.record[name] = value;
      records.set(key, known);
    }
  }
  if (records.size === 0) return;
  await client.query(
    `insert into servicing.loan_record as r select * from jsonb_populate_recordset(null::servicing.loan_record, $1::jsonb)
     on conflict (loan_id, field_group) do update set record = r.record || excluded.record`,
    [JSON.stringify([...records.values()])],
  );
}

function groupOf(type: string, field: string): string {
  const definition: FactDefinition | undefined = Object.values(SERVICING_FACTS).find((each) => each.type === type);
  const group = definition?.fields[field]?.group;
  if (group === undefined) throw new Error(`${type} has a field ${field} that its definition does not know`);
  return group;
}
