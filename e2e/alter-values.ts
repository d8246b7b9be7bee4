import type pg from 'pg';
import { sealValue } from '@/lib/ledger/server/sealed-values';
import { showValues, type StoredValues, type ValuesOwner } from '@/lib/ledger/server/stored-values';
import { SubjectKeys } from '@/lib/ledger/server/subject-keys';

type Row = StoredValues & ValuesOwner & { readonly index: string };

/**
 * What an insider can do who is a superuser of the database and has the keys of what is kept: puts one text in another's place
 * in a loan's payment history, sealed as the product would have. Answers how many rows were altered.
 */
export async function alterValues(
  owner: pg.Client,
  dataDirectory: string,
  { stream, from, to }: { stream: string; from: string; to: string },
): Promise<number> {
  const subjects = new SubjectKeys(dataDirectory);
  const keyOf = subjects.reader();
  const key = keyOf(stream);
  if (!(key instanceof Buffer)) throw new Error(`There is no key for ${stream}`);
  const { rows } = await owner.query<Row>(
    `select d.index, d.field_group as "fieldGroup", e.stream, encode(e.digest, 'hex') as digest, s.names, s.groups, d.salts,
       d.field_values as "fieldValues", d.sealed, d.erased
     from ledger.disclosure d join ledger.entry e on e.index = d.index join ledger.shape s on s.id = e.shape_id
     where d.stream = $1 and d.field_group = 'payment-history'`,
    [stream],
  );
  const altered = rows.flatMap((row) => {
    const { fields } = showValues(row, row, keyOf);
    if (!fields.some(({ value }) => value === from)) return [];
    const values = JSON.stringify(fields.map(({ value }) => (value === from ? to : value)));
    const salts = fields.map(({ salt }) => salt);
    return [{ index: row.index, sealed: sealValue({ salts, values, digest: row.digest, group: row.fieldGroup }, key) }];
  });
  await owner.query('alter table ledger.disclosure disable trigger append_only');
  for (const { index, sealed } of altered)
    await owner.query("update ledger.disclosure set sealed = $2 where index = $1 and field_group = 'payment-history'", [
      index,
      sealed,
    ]);
  await owner.query('alter table ledger.disclosure enable always trigger append_only');
  subjects.close();
  return altered.length;
}
