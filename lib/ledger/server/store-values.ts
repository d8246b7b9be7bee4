import type { PoolClient } from 'pg';
import { fromBase64, toBase64Url } from '@/lib/ledger/domain/bytes';
import { SALT_BYTES } from '@/lib/ledger/domain/commitment';
import { entryDigest, parseHeader } from '@/lib/ledger/domain/header';
import type { FeedEntry, FeedPage, FeedShape } from '@/lib/ledger/language/feed';
import { CommitFault } from './commit-faults';
import { sha256 } from './hashing';
import { sealValue } from './sealed-values';
import type { KeyReader, SubjectKeys } from './subject-keys';

/** Makes a key for each person whose data a page brings, where there is none. One whose key was destroyed here gets no other. */
export async function keysFor(subjects: SubjectKeys, { commits }: FeedPage): Promise<KeyReader> {
  const streams = commits.flatMap(({ entries }) => entries.flatMap(({ header }) => parseHeader(header)?.stream ?? []));
  try {
    return await subjects.readerFor(streams);
  } catch (error) {
    if (error instanceof CommitFault && error.code === 'SUBJECT_ERASED') return subjects.reader();
    throw error;
  }
}

type ValuesRow = readonly [
  index: number,
  group: string,
  about: string,
  stream: string,
  salts: Uint8Array | null,
  values: string | null,
  sealed: Buffer | null,
  erased: string,
];

/** Keeps what a page discloses: open for organisations' streams, sealed under this copy's own keys for people's. Answers how many rows are new. */
export async function storeValues(client: PoolClient, page: FeedPage, keyOf: KeyReader): Promise<number> {
  const shapes = new Map(page.shapes.map((shape) => [shape.id, shape]));
  const rows = page.commits.flatMap(({ entries }) =>
    entries.flatMap((entry) => valueRows(entry, shapes.get(entry.shape ?? -1), keyOf)),
  );
  const { rowCount } = await client.query(
    `insert into ledger.disclosure (index, field_group, about, stream, salts, field_values, sealed, erased)
     select r.index, r.field_group, r.about, r.stream, r.salts, r.field_values, r.sealed, string_to_array(r.erased, ' ')
     from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::text[], $7::bytea[], $8::text[])
       r(index, field_group, about, stream, salts, field_values, sealed, erased)
     on conflict (index, field_group) do nothing`,
    Array.from({ length: 8 }, (_, at) => rows.map((row) => row[at])),
  );
  return rowCount ?? 0;
}

function valueRows(entry: FeedEntry, shape: FeedShape | undefined, keyOf: KeyReader): ValuesRow[] {
  const stream = parseHeader(entry.header)?.stream ?? '';
  const digest = entryDigest(entry.header, sha256);
  const key = keyOf(stream);
  return entry.disclosed.map(({ group, erased, salts: base64, values }): ValuesRow => {
    const names = shape?.names.filter((_, at) => shape.groups[at] === group) ?? [];
    const lost = key === 'destroyed' ? names : erased;
    const salts = fromBase64(base64) ?? new Uint8Array();
    const place = [entry.index, group, shape?.about ?? '', stream] as const;
    if (lost.length === names.length) return [...place, null, null, null, lost.join(' ')];
    if (key === 'lost') throw new Error('What has no key must not be kept');
    if (!(key instanceof Buffer)) return [...place, salts, values, null, lost.join(' ')];
    const sealed = sealValue({ salts: split(salts), values, digest, group }, key);
    return [...place, null, null, sealed, lost.join(' ')];
  });
}

function split(salts: Uint8Array): string[] {
  return Array.from({ length: salts.length / SALT_BYTES }, (_, at) =>
    toBase64Url(salts.subarray(at * SALT_BYTES, (at + 1) * SALT_BYTES)),
  );
}
