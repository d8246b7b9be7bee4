import { generateKeyPairSync } from 'node:crypto';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { defineFact } from '@/lib/ledger/language/define-fact';
import { createPool } from '@/lib/platform/server/database';
import { createTestDatabase, type TestDatabase } from '@/lib/platform/server/test-database';
import { Appender, type AppendOutcome } from './appender';
import { hubSigner } from './commit-signer';
import { rawPublicKey } from './hashing';
import { sealCommit, type SealedCommit, type StreamHead } from './seal-commit';
import { Shapes } from './shapes';

const Noted = defineFact({
  type: 'Noted',
  version: 1,
  about: 'payment-history',
  fields: { text: { schema: z.string(), group: 'payment-history', meaning: 'A word' } },
});

const { privateKey } = generateKeyPairSync('ed25519');
const key = { keyId: '0'.repeat(64), publicKey: rawPublicKey(privateKey), privateKey };

let database: TestDatabase;
let app: pg.Pool;
let owner: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase(inject('ownerUrl'));
  app = createPool(database.appUrl);
  owner = createPool(database.ownerUrl);
});

afterAll(async () => {
  await Promise.all([app.end(), owner.end()]);
  await database.drop();
});

/** A commit of one fact on each stream, sealed on the heads given. */
async function seal(
  idempotencyKey: string,
  streams: readonly string[],
  request = 1,
  heads = new Map<string, StreamHead>(),
): Promise<SealedCommit> {
  const facts = streams.map((stream) => ({
    definition: Noted,
    stream,
    values: { text: 'x' },
    occurredAt: '2026-10-31',
    causes: [],
  }));
  const shapes = await new Shapes(app).of(facts);
  const asked = {
    organisation: 'orgA',
    actor: 'a',
    idempotencyKey,
    fingerprint: '',
    signedAt: '2026-10-31T00:00:00.000Z',
    facts,
  };
  return sealCommit(asked, heads, {
    origin: 'test.example/1',
    signer: hubSigner(key),
    requestHash: Buffer.alloc(32, request),
    shapes,
    keyOf: () => 'none',
  });
}

/** Sends commits as one batch: appends of one turn share a transaction. */
function send(commits: readonly SealedCommit[]): Promise<AppendOutcome[]> {
  const appender = new Appender(app);
  return Promise.all(commits.map((commit) => appender.append(commit)));
}

describe('a batch', () => {
  it('appends what it can without a gap and says of each commit what became of it', async () => {
    await send([await seal('known', ['s/1', 's/2'])]);
    const ahead = new Map([['s/4', { version: 7, digest: '1'.repeat(64) }]]);
    const outcomes = await send([
      await seal('first', ['s/3', 's/3', 's/5']),
      await seal('known', ['s/6']),
      await seal('stale', ['s/7', 's/4'], 1, ahead),
      await seal('second', ['s/8']),
      { ...(await seal('known2', ['s/9'])), organisation: 'orgB' },
    ]);
    expect(outcomes).toMatchObject([
      { outcome: 'appended', firstIndex: 2n },
      { outcome: 'replayed', firstIndex: 0n },
      { outcome: 'stale', stream: 's/4' },
      { outcome: 'appended', firstIndex: 5n },
      { outcome: 'appended', firstIndex: 6n },
    ]);
    expect(await send([await seal('first', ['s/3'], 2)])).toEqual([{ outcome: 'key-reused' }]);
    const { rows } = await owner.query(
      'select index, stream, version, commit_first from ledger.entry where index >= 2 order by index',
    );
    expect(rows.map((row) => Object.values(row as object).join(' '))).toEqual([
      '2 s/3 1 2',
      '3 s/3 2 2',
      '4 s/5 1 2',
      '5 s/8 1 5',
      '6 s/9 1 6',
    ]);
    const { rows: commits } = await owner.query('select first_index, entry_count from ledger.commit order by first_index');
    expect(commits.map((row) => Object.values(row as object).join(' '))).toEqual(['0 2', '2 3', '5 1', '6 1']);
    const { rows: heads } = await owner.query("select version, index from ledger.stream_head where stream = 's/3'");
    expect(heads).toEqual([{ version: 2, index: '3' }]);
    const { rows: values } = await owner.query('select distinct index from ledger.disclosure where index >= 2 order by index');
    expect(values).toHaveLength(5);
  });

  it('is refused whole when one digest is not that of the header sent with it', async () => {
    const { rows: before } = await owner.query('select * from ledger.head');
    const lying = await seal('lying', ['s/20']);
    const facts = lying.facts.map((fact) => ({ ...fact, entry: { ...fact.entry, digest: '2'.repeat(64) } }));
    await expect(send([await seal('honest', ['s/21']), { ...lying, facts }])).rejects.toThrow('does not match its header');
    expect((await owner.query('select * from ledger.head')).rows).toEqual(before);
    expect((await owner.query("select 1 from ledger.entry where stream in ('s/20', 's/21')")).rowCount).toBe(0);
  });
});
