import { fromBase64Url, toBase64Url } from '@/lib/ledger/domain/bytes';
import type { Canonical } from '@/lib/ledger/domain/canonical';
import { flipBit, otherValue, pickRow, type Attack, type Kind, type Mutated } from './mutation';
import { pickValues, putValues } from './stored-values';

/** An insider with the keys of what is kept writes another value, sealed anew. */
async function editValue(attack: Attack): Promise<Mutated | undefined> {
  const row = await pickValues(attack);
  if (row === undefined) return undefined;
  const at = attack.random.between(0, row.fields.length - 1);
  const fields = row.fields.map((field, place) =>
    place === at ? { ...field, value: otherValue(field.value, attack.random) as Canonical } : field,
  );
  await putValues(attack, row, fields);
  return { index: Number(row.index) };
}

async function editSalt(attack: Attack): Promise<Mutated | undefined> {
  const row = await pickValues(attack);
  if (row === undefined) return undefined;
  const at = attack.random.between(0, row.fields.length - 1);
  const fields = row.fields.map((field, place) =>
    place === at ? { ...field, salt: toBase64Url(flipBit(fromBase64Url(field.salt) ?? new Uint8Array(), attack.random)) } : field,
  );
  await putValues(attack, row, fields);
  return { index: Number(row.index) };
}

/** One without them changes what is sealed. */
async function editSealed(attack: Attack): Promise<Mutated | undefined> {
  const row = await pickRow<{ index: string; field_group: string; sealed: Buffer }>(
    attack,
    'select index, field_group, sealed from ledger.disclosure where sealed is not null order by index, field_group',
  );
  if (row === undefined) return undefined;
  const sealed = flipBit(row.sealed, attack.random);
  await attack.client.query('update ledger.disclosure set sealed = $3 where index = $1 and field_group = $2', [
    row.index,
    row.field_group,
    sealed,
  ]);
  return { index: Number(row.index) };
}

/** What is sealed of one entry is put in another's place, of the same person. */
async function moveSealed(attack: Attack): Promise<Mutated | undefined> {
  const row = await pickRow<{ index: string; field_group: string; other: string }>(
    attack,
    `select a.index, a.field_group, b.index as other from ledger.disclosure a join ledger.disclosure b
       on b.stream = a.stream and b.field_group = a.field_group and b.index > a.index and b.about = a.about
     where a.sealed is not null and b.sealed is not null order by a.index, b.index, a.field_group`,
  );
  if (row === undefined) return undefined;
  await attack.client.query(
    `update ledger.disclosure set sealed = (select sealed from ledger.disclosure where index = $3 and field_group = $2)
     where index = $1 and field_group = $2`,
    [row.index, row.field_group, row.other],
  );
  return { index: Number(row.index) };
}

/** Values go as if they had been erased, and nobody decided it. */
async function emptyValues(attack: Attack): Promise<Mutated | undefined> {
  const row = await pickValues(attack);
  if (row === undefined) return undefined;
  await attack.client.query(
    `update ledger.disclosure set salts = null, field_values = null, sealed = null, erased = $3 where index = $1 and field_group = $2`,
    [row.index, row.fieldGroup, row.fields.map(({ name }) => name)],
  );
  return { index: Number(row.index) };
}

async function deleteValues(attack: Attack): Promise<Mutated | undefined> {
  const row = await pickRow<{ index: string; field_group: string }>(
    attack,
    'select index, field_group from ledger.disclosure order by index, field_group',
  );
  if (row === undefined) return undefined;
  await attack.client.query('delete from ledger.disclosure where index = $1 and field_group = $2', [row.index, row.field_group]);
  return { index: Number(row.index) };
}

/** Edits of values and salts, with and without the keys that they are sealed under. */
export const VALUE_KINDS: readonly Kind[] = [
  { name: 'edit a value', apply: editValue },
  { name: 'change a salt', apply: editSalt },
  { name: 'edit what is sealed', apply: editSealed },
  { name: 'move what is sealed to another entry', apply: moveSealed },
  { name: 'empty values without a word', apply: emptyValues },
  { name: 'delete values', apply: deleteValues },
];
