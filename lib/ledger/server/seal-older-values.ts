import type { Pool } from 'pg';
import { SALT_BYTES } from '@/lib/ledger/domain/commitment';
import { toBase64Url } from '@/lib/ledger/domain/bytes';
import { compactTables } from '@/lib/platform/server/compact-tables';
import { rewriteValues, type RewrittenRow } from './rewrite-values';
import { sealValue } from './sealed-values';
import type { KeyReader, SubjectKeys } from './subject-keys';

const STEP = 2_000;

interface OpenRow {
  readonly index: string;
  readonly field_group: string;
  readonly stream: string;
  readonly digest: string;
  readonly salts: Buffer;
  readonly field_values: string;
}

/**
 * Seals the values that a release before this one kept open, a step at a time, and has Postgres write the table anew so that
 * its files forget them. Broken off, it goes on where it stopped. Answers how many rows it sealed. As the database's owner.
 */
export async function sealOlderValues(pool: Pool, subjects: SubjectKeys): Promise<number> {
  let sealed = 0;
  for (let rows = await openRows(pool); rows.length > 0; rows = await openRows(pool)) {
    const keyOf = await subjects.readerFor(rows.map((row) => row.stream));
    await rewriteValues(
      pool,
      rows.map((row) => sealRow(row, keyOf)),
    );
    sealed += rows.length;
  }
  if (sealed > 0) await compactTables(pool, ['ledger.disclosure']);
  return sealed;
}

async function openRows(pool: Pool): Promise<OpenRow[]> {
  const { rows } = await pool.query<OpenRow>(
    `select d.index, d.field_group, d.stream, encode(e.digest, 'hex') as digest, d.salts, d.field_values
     from ledger.disclosure d join ledger.entry e on e.index = d.index
     where d.field_values is not null and (d.stream like 'loan/%' or d.stream like 'access/%') limit $1`,
    [STEP],
  );
  return rows;
}

function sealRow(row: OpenRow, keyOf: KeyReader): RewrittenRow {
  const key = keyOf(row.stream);
  if (!(key instanceof Buffer)) throw new Error(`There is no key for the values of ${row.stream}`);
  const salts = Array.from({ length: row.salts.length / SALT_BYTES }, (_, at) =>
    toBase64Url(row.salts.subarray(at * SALT_BYTES, (at + 1) * SALT_BYTES)),
  );
  const sealed = sealValue({ salts, values: row.field_values, digest: row.digest, group: row.field_group }, key);
  return { index: row.index, fieldGroup: row.field_group, erased: [], sealed };
}
