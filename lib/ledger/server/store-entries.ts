import type { PoolClient } from 'pg';
import { fromBase64, fromHex } from '@/lib/ledger/domain/bytes';
import { leafData } from '@/lib/ledger/domain/commit-statement';
import { entryDigest, parseHeader } from '@/lib/ledger/domain/header';
import type { FeedCommit, FeedEntry, FeedPage, FeedShape } from '@/lib/ledger/language/feed';
import { sha256 } from './hashing';
import { storeValues } from './store-values';
import type { KeyReader } from './subject-keys';

/** Keeps a page's entries with what is disclosed of them. What is held stays as it is. Answers how many rows are new. */
export async function storeEntries(client: PoolClient, page: FeedPage, keyOf: KeyReader): Promise<number> {
  const shapes = await storeShapes(client, page.shapes);
  const rows = page.commits.flatMap((commit) => commit.entries.map((entry) => entryRow(entry, commit, shapes)));
  if (rows.length === 0) return 0;
  const entries = await client.query(
    `insert into ledger.entry select * from unnest($1::bigint[], $2::text[], $3::integer[], $4::bigint[], $5::integer[], $6::bytea[],
       $7::bytea[], $8::bytea[], $9::bytea[]) on conflict (index) do nothing`,
    Array.from({ length: 9 }, (_, at) => rows.map((row) => row[at])),
  );
  await client.query(
    `insert into ledger.stream_head as h
     select distinct on (stream) stream, version, digest, index
     from unnest($1::bigint[], $2::text[], $3::integer[], $4::bytea[]) e(index, stream, version, digest) order by stream, version desc
     on conflict (stream) do update set version = excluded.version, digest = excluded.digest, index = excluded.index
     where h.version < excluded.version`,
    [rows.map((row) => row[0]), rows.map((row) => row[1]), rows.map((row) => row[2]), rows.map((row) => row[5])],
  );
  return (entries.rowCount ?? 0) + (await storeValues(client, page, keyOf));
}

type EntryRow = readonly [number, string, number, number, number, Uint8Array, Uint8Array, Buffer, Uint8Array];

function entryRow(entry: FeedEntry, commit: FeedCommit, shapes: ReadonlyMap<number | null, number>): EntryRow {
  const header = parseHeader(entry.header);
  const digest = fromHex(entryDigest(entry.header, sha256)) ?? new Uint8Array();
  const signature = fromBase64(commit.signature) ?? new Uint8Array();
  const leaf = leafData({ digest, statement: Buffer.from(commit.statement, 'utf8'), signature }, sha256);
  return [
    entry.index,
    header?.stream ?? '',
    header?.version ?? 0,
    commit.firstIndex,
    shapes.get(entry.shape) ?? 0,
    digest,
    leaf,
    Buffer.from(entry.header, 'utf8'),
    fromBase64(entry.commitments ?? '') ?? new Uint8Array(),
  ];
}

/** The ids here of the hub's shapes; that of entries of which nothing may be known is under null. */
async function storeShapes(client: PoolClient, shapes: readonly FeedShape[]): Promise<Map<number | null, number>> {
  const ids = new Map<number | null, number>();
  for (const { id, about, names, groups } of [{ id: null, about: '', names: [], groups: [] }, ...shapes]) {
    await client.query('insert into ledger.shape (about, names, groups) values ($1, $2, $3) on conflict do nothing', [
      about,
      names,
      groups,
    ]);
    const { rows } = await client.query<{ id: number }>(
      'select id from ledger.shape where about = $1 and names = $2 and groups = $3',
      [about, names, groups],
    );
    ids.set(id, rows[0]?.id ?? 0);
  }
  return ids;
}
