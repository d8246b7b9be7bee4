import { fromBase64Url } from '@/lib/ledger/domain/bytes';
import type { Canonical } from '@/lib/ledger/domain/canonical';
import type { VisibleField } from '@/lib/ledger/language/wire';
import { sealValue } from '@/lib/ledger/server/sealed-values';
import { showValues } from '@/lib/ledger/server/stored-values';
import { pickRow, type Attack } from './mutation';

/** A row of values as an insider reads it who has the key journal, too. */
export interface TamperedRow {
  readonly index: string;
  readonly fieldGroup: string;
  readonly stream: string;
  readonly digest: string;
  readonly fields: readonly VisibleField[];
}

interface StoredRow extends Omit<TamperedRow, 'fields'> {
  readonly names: string[];
  readonly groups: string[];
  readonly salts: Buffer | null;
  readonly fieldValues: string | null;
  readonly sealed: Buffer | null;
  readonly erased: string[];
}

const ROWS = `select d.index, d.field_group as "fieldGroup", e.stream, encode(e.digest, 'hex') as digest, s.names, s.groups, d.salts,
  d.field_values as "fieldValues", d.sealed, d.erased
  from ledger.disclosure d join ledger.entry e on e.index = d.index join ledger.shape s on s.id = e.shape_id`;

/** A random row with its values opened. */
export async function pickValues(attack: Attack): Promise<TamperedRow | undefined> {
  const row = await pickRow<StoredRow>(
    attack,
    `${ROWS} where d.sealed is not null or d.field_values is not null order by d.index, d.field_group`,
  );
  return row && { ...row, fields: showValues(row, row, attack.network.worker.subjects.reader()).fields };
}

/** Writes other values in a row's place, sealed as the product would have sealed them: an insider may have the keys. */
export async function putValues(
  { client, network }: Attack,
  row: Omit<TamperedRow, 'fields'>,
  fields: readonly VisibleField[],
): Promise<void> {
  const { index, fieldGroup, stream, digest } = row;
  const key = network.worker.subjects.reader()(stream);
  const values = JSON.stringify(fields.map(({ value }): Canonical => value));
  const salts = fields.map(({ salt }) => salt);
  const bytes = Buffer.concat(salts.map((salt) => fromBase64Url(salt) ?? new Uint8Array()));
  const columns =
    key instanceof Buffer ? [null, null, sealValue({ salts, values, digest, group: fieldGroup }, key)] : [bytes, values, null];
  await client.query(
    'update ledger.disclosure set salts = $3, field_values = $4, sealed = $5 where index = $1 and field_group = $2',
    [index, fieldGroup, ...columns],
  );
}
