import { otherValue, pickRow, type Attack, type Kind, type Mutated } from './mutation';

/** Columns of a table that are no part of its key, with their types. */
const COLUMNS = `
  select a.attname as name, format_type(a.atttypid, a.atttypmod) as type from pg_attribute a
  where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum`;

/** Another value of a column, as text that Postgres reads back. */
function otherText(value: string | null, type: string, attack: Attack): string {
  const { random } = attack;
  switch (type) {
    case 'bigint':
    case 'integer':
      return String(Number(value ?? 0) + random.between(1, 900));
    case 'timestamp with time zone':
      return new Date(Date.parse(value ?? '2026-01-01') + 1_000 * random.between(1, 9_999)).toISOString();
    case 'jsonb':
      return JSON.stringify(otherValue(JSON.parse(value ?? '{}'), random));
    case 'bytea':
      return `\\x${'5a'.repeat(32)}`;
    default:
      return String(otherValue(value, random));
  }
}

/** A kind that changes one column of a random row of a view. */
function edits(name: string, table: string): Kind {
  return {
    name,
    async apply(attack): Promise<Mutated | undefined> {
      const column = await pickRow<{ name: string; type: string }>(attack, COLUMNS, [table]);
      if (column === undefined) return undefined;
      const row = await pickRow<{ place: string; value: string | null }>(
        attack,
        `select ctid::text as place, ${column.name}::text as value from ${table} order by ctid`,
      );
      if (row === undefined) return undefined;
      const sql = `update ${table} set ${column.name} = $2::text::${column.type} where ctid = $1::tid`;
      await attack.client.query(sql, [row.place, otherText(row.value, column.type, attack)]);
      return { table };
    },
  };
}

/** A kind that deletes a random row of a view. */
function deletes(name: string, table: string): Kind {
  return {
    name,
    async apply(attack): Promise<Mutated | undefined> {
      const row = await pickRow<{ place: string }>(attack, `select ctid::text as place from ${table} order by ctid`);
      if (row === undefined) return undefined;
      await attack.client.query(`delete from ${table} where ctid = $1::tid`, [row.place]);
      return { table };
    },
  };
}

/** One who was never party to a stream is made one. */
async function addParty(attack: Attack): Promise<Mutated | undefined> {
  const row = await pickRow<{ stream: string }>(attack, 'select distinct stream from partners.stream_party order by 1');
  await attack.client.query("insert into partners.stream_party values ($1, 'stranger', 'servicer', 0, null, 0)", [row?.stream]);
  return { table: 'partners.stream_party' };
}

async function addPolicy(attack: Attack): Promise<Mutated | undefined> {
  const row = await pickRow<{ role: string; field_group: string }>(
    attack,
    `select r.role, g.field_group from (select distinct role from partners.policy) r
     cross join (select distinct field_group from partners.policy) g except select * from partners.policy order by 1, 2`,
  );
  await attack.client.query('insert into partners.policy values ($1, $2)', [row?.role, row?.field_group]);
  return { table: 'partners.policy' };
}

/** Edits of what people are shown and of what decides who is shown it. */
export const VIEW_KINDS: readonly Kind[] = [
  edits('replace a registered key', 'partners.signing_key'),
  edits('edit a party', 'partners.stream_party'),
  { name: 'add a party', apply: addParty },
  deletes('delete a party', 'partners.stream_party'),
  { name: 'widen the policy', apply: addPolicy },
  edits('edit a book', 'partners.book'),
  edits('edit a loan', 'servicing.loan'),
  edits('edit a loan’s standing', 'servicing.loan_standing'),
  edits('edit a loan’s month', 'servicing.loan_month'),
  edits('edit a loan’s record', 'servicing.loan_record'),
  edits('edit an alert', 'servicing.alert'),
  deletes('delete an alert', 'servicing.alert'),
  edits('edit the owner’s position', 'lending.position'),
  edits('edit the owner’s months', 'lending.month_bucket'),
  edits('edit a movement', 'lending.movement'),
  edits('edit the securitizer’s position', 'securities.position'),
  edits('edit a pool', 'securities.pool'),
  edits('edit a restated exposure', 'securities.restatement'),
];
