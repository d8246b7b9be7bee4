import type pg from 'pg';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { nodeBytes, streamKey, subtreeOf, verifyMapPath, type MapLeaf } from '@/lib/ledger/domain/stream-map';
import { createDatabase, createPool, type Database } from '@/lib/platform/server/database';
import { createTestDatabase, type TestDatabase } from '@/lib/platform/server/test-database';
import { sha256 } from './hashing';
import { readMapPath } from './read-map-path';
import { updateMap } from './update-map';

let test: TestDatabase;
let owner: pg.Pool;
let worker: pg.Pool;
let database: Database;

beforeAll(async () => {
  test = await createTestDatabase(inject('ownerUrl'));
  owner = createPool(test.ownerUrl, 2);
  worker = createPool(test.workerUrl, 2);
  database = createDatabase(test.appUrl, 2);
});
afterAll(async () => {
  await database.$disconnect();
  await owner.end();
  await worker.end();
  await test.drop();
});

const heads = new Map<string, MapLeaf>();
let size = 0;

/** Entries of the log as far as the map looks at them. */
async function append(streams: readonly string[]): Promise<void> {
  const rows = streams.map((stream) => {
    const version = (heads.get(stream)?.version ?? 0) + 1;
    const leaf = { key: streamKey(stream, sha256), version, digest: sha256(`${stream} ${String(version)}`) };
    heads.set(stream, leaf);
    return { stream, ...leaf };
  });
  await owner.query(
    `insert into ledger.entry (index, stream, version, commit_first, shape_id, digest, leaf, header, commitments)
     select $1::bigint + at - 1, stream, version, 0, 0, digest, digest, '', '' from unnest($2::text[], $3::integer[], $4::bytea[]) with ordinality e(stream, version, digest, at)`,
    [size, rows.map((row) => row.stream), rows.map((row) => row.version), rows.map((row) => row.digest)],
  );
  size += rows.length;
}

async function update(keep = 0): Promise<Uint8Array> {
  const client = await worker.connect();
  try {
    await client.query('begin');
    const root = await updateMap(client, size, keep);
    await client.query('commit');
    return root;
  } finally {
    client.release();
  }
}

const whole = (): Uint8Array => nodeBytes(subtreeOf([...heads.values()], 0, sha256));
const prove = (stream: string, at = size): ReturnType<typeof readMapPath> =>
  database.$transaction((transaction) => readMapPath(transaction, stream, at));
async function proves(stream: string, root: Uint8Array, at = size): Promise<boolean> {
  const proof = await prove(stream, at);
  return proof !== undefined && verifyMapPath({ ...proof, root }, sha256);
}

it('kept up step by step, the stored map has the root of the whole, and proves every stream’s newest head', async () => {
  const names = Array.from({ length: 3_000 }, (_, at) => `loan/${String(at)}`);
  for (const some of [names.slice(0, 1), names.slice(1, 3), names.slice(0, 400), names, names.slice(1_000, 1_300)]) {
    await append(some);
    expect(Buffer.from(await update())).toEqual(Buffer.from(whole()));
  }
  for (const name of [names[0], names[2], names[399], names[1_111], names[2_999]]) {
    expect(await prove(name ?? '')).toMatchObject({ leaf: { version: heads.get(name ?? '')?.version } });
    expect(await proves(name ?? '', whole())).toBe(true);
  }
});

it('proves nothing of a stream the log does not have', async () => {
  expect(await prove('loan/none')).toBeUndefined();
});

it('is left as it was by an update that adds nothing', async () => {
  expect(Buffer.from(await update())).toEqual(Buffer.from(whole()));
});

it('proves as of an earlier size until that is no longer asked about, and keeps no more than that', async () => {
  const stream = 'loan/1111';
  const [before, rootBefore] = [size, whole()];
  await append([stream, 'loan/new']);
  await update(before);
  expect(await proves(stream, rootBefore, before)).toBe(true);
  expect(await prove('loan/new', before)).toBeUndefined();
  expect(await proves(stream, whole())).toBe(true);
  for (let turn = 0; turn < 3; turn += 1) {
    const keep = size;
    await append([stream]);
    await update(keep);
  }
  const { rows } = await owner.query<{ count: string }>('select count(*) from ledger.map_leaf where key = $1', [
    streamKey(stream, sha256),
  ]);
  expect(Number(rows[0]?.count)).toBe(2);
  expect(await prove(stream, before)).toBeUndefined();
});
