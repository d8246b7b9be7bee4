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

async function update(): Promise<Uint8Array> {
  const client = await worker.connect();
  try {
    await client.query('begin');
    const root = await updateMap(client, size);
    await client.query('commit');
    return root;
  } finally {
    client.release();
  }
}

const whole = (): Uint8Array => nodeBytes(subtreeOf([...heads.values()], 0, sha256));
const prove = (stream: string): ReturnType<typeof readMapPath> =>
  database.$transaction((transaction) => readMapPath(transaction, stream));

it('kept up step by step, the stored map has the root of the whole, and proves every stream’s newest head', async () => {
  const names = Array.from({ length: 3_000 }, (_, at) => `loan/${String(at)}`);
  for (const some of [names.slice(0, 1), names.slice(1, 3), names.slice(0, 400), names, names.slice(1_000, 1_300)]) {
    await append(some);
    expect(Buffer.from(await update())).toEqual(Buffer.from(whole()));
  }
  for (const name of [names[0], names[2], names[399], names[1_111], names[2_999]]) {
    const proof = await prove(name ?? '');
    expect(proof).toMatchObject({ size, leaf: { version: heads.get(name ?? '')?.version } });
    expect(proof !== undefined && verifyMapPath(proof, sha256)).toBe(true);
  }
});

it('proves nothing of a stream the log does not have', async () => {
  expect(await prove('loan/none')).toBeUndefined();
});

it('is left as it was by an update that adds nothing', async () => {
  expect(Buffer.from(await update())).toEqual(Buffer.from(whole()));
});
