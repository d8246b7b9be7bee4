import type { PoolClient } from 'pg';
import { coversField, type Erasure } from '@/lib/ledger/domain/erasure';
import { rewriteValues, type RewrittenRow } from './rewrite-values';
import { sealValue } from './sealed-values';
import { withdrawProposals } from './sweep-proposals';
import { showValues, type ShownValues, type StoredValues, type ValuesOwner } from './stored-values';
import type { KeyReader, SubjectKeys } from './subject-keys';

/** What a copy no longer holds: entries that lost values, and values lost with their salts. */
export interface Destroyed {
  readonly entryCount: number;
  readonly fieldCount: number;
}

/** The same, and whether any of it was still there. */
export interface Destruction extends Destroyed {
  readonly changed: boolean;
}

type Row = StoredValues & ValuesOwner & { readonly index: string; readonly version: number };

/**
 * Destroys in this copy what an erasure names: its rows are sealed anew without those fields, or emptied. Done again it changes
 * nothing and answers the same. Throws, and destroys nothing, where a row that keeps other fields is not what was sealed.
 */
export async function destroyValues(client: PoolClient, subjects: SubjectKeys, erasure: Erasure): Promise<Destruction> {
  const keyOf = subjects.reader();
  const rows = (await readRows(client, erasure)).map((row) => ({ row, names: coveredNames(row, erasure) }));
  const hit = rows.filter(({ names }) => names.length > 0);
  const rewritten = hit.flatMap(({ row, names }) => rewrite(row, names, keyOf) ?? []);
  if (rewritten.length > 0) await rewriteValues(client, rewritten);
  await withdrawProposals(client, streamsOf(erasure));
  return {
    entryCount: new Set(hit.map(({ row }) => row.index)).size,
    fieldCount: hit.reduce((sum, { names }) => sum + names.length, 0),
    changed: rewritten.length > 0,
  };
}

/** Where values of the person stand: in the record, and in what is told of looks at it. */
function streamsOf({ subject }: Erasure): string[] {
  return [subject, subject.replace(/^loan/, 'access')];
}

async function readRows(client: PoolClient, erasure: Erasure): Promise<Row[]> {
  const { rows } = await client.query<Row>(
    `select d.index, d.field_group as "fieldGroup", e.stream, e.version, encode(e.digest, 'hex') as digest, s.names, s.groups,
       d.salts, d.field_values as "fieldValues", d.sealed, d.erased
     from ledger.entry e join ledger.disclosure d on d.index = e.index join ledger.shape s on s.id = e.shape_id
     where e.stream = any ($1) order by e.index, d.field_group`,
    [streamsOf(erasure)],
  );
  return rows;
}

function coveredNames(row: Row, erasure: Erasure): string[] {
  return row.names.filter((name, at) => row.groups[at] === row.fieldGroup && coversField(erasure, row, name));
}

/** Undefined for a row that has lost all of them already. */
function rewrite(row: Row, names: readonly string[], keyOf: KeyReader): RewrittenRow | undefined {
  if (names.every((name) => row.erased.includes(name))) return undefined;
  const erased = [...new Set([...row.erased, ...names])].sort();
  const place = { index: row.index, fieldGroup: row.fieldGroup, erased };
  const group = row.names.filter((_, at) => row.groups[at] === row.fieldGroup);
  if (group.every((name) => erased.includes(name))) return { ...place, sealed: new Uint8Array() };
  return { ...place, sealed: sealRest(row, showValues(row, row, keyOf), erased, keyOf) };
}

function sealRest(row: Row, shown: ShownValues, erased: readonly string[], keyOf: KeyReader): Buffer {
  const key = keyOf(row.stream);
  if (!shown.sound || !(key instanceof Buffer))
    throw new Error(`The values of entry ${row.index} are not what was sealed. Nothing was destroyed. Run: hearthline verify`);
  const rest = shown.fields.filter(({ name }) => !erased.includes(name));
  const values = JSON.stringify(rest.map(({ value }) => value));
  const salts = rest.map(({ salt }) => salt);
  return sealValue({ salts, values, digest: row.digest, group: row.fieldGroup }, key);
}
