import { hash, randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { PaymentMissed } from '@/lib/servicing/language/facts';
import { print, ratePerSecond } from './measure';
import { openBench, type Bench } from './open-bench';

const SECONDS = 4;

/** Durable appends a second, sealed and signed, beside plain INSERTs of the same bytes and a chain that locks for each append. */
export async function benchAppend(): Promise<void> {
  const bench = await openBench();
  try {
    await bench.owner.query('create table plain (id bigserial primary key, bytes bytea not null)');
    await bench.owner.query('create table chain (id bigint primary key, bytes bytea not null, digest bytea not null)');
    await bench.owner.query("create table chain_head as select 0::bigint as id, ''::bytea as digest");
    print('\nDurable appends a second (aim at 256 callers: at least 5 × the one-lock chain, not slower than plain INSERTs)');
    print('callers   ÷ plain INSERT   ÷ one-lock chain   sealed and signed   plain INSERT   one-lock chain');
    for (const callers of [1, 16, 256]) await compare(bench, callers);
  } finally {
    await bench.close();
  }
}

async function compare(bench: Bench, callers: number): Promise<void> {
  const sealed = await ratePerSecond(callers, SECONDS, (caller, turn) =>
    appendSealed(bench, `${String(callers)}-${String(caller)}-${String(turn)}`),
  );
  const bytes = randomBytes(await bytesOfOne(bench.owner));
  const plain = await ratePerSecond(callers, SECONDS, () => bench.owner.query('insert into plain (bytes) values ($1)', [bytes]));
  const chained = await ratePerSecond(callers, SECONDS, () => appendChained(bench.owner, bytes));
  const cells = [
    String(callers).padStart(7),
    `${(sealed / plain).toFixed(2)} ×`.padStart(16),
    `${(sealed / chained).toFixed(2)} ×`.padStart(18),
  ];
  print(
    `${cells.join(' ')}   ${[sealed, plain, chained].map((rate) => Math.round(rate).toLocaleString('en-US').padStart(14)).join(' ')}`,
  );
}

/** One fact of a stream of its own, sealed, signed and durable; `key` names both where no stream is given. */
export function appendSealed({ worker }: Bench, key: string, stream = `loan/${key}`): Promise<unknown> {
  const values = {
    installmentDueOn: '2026-10-01',
    asOfOn: '2026-10-31',
    delinquencyStatus: '01',
    sourceFile: null,
    sourceLine: null,
  };
  const fact = { definition: PaymentMissed, stream, values, occurredAt: '2026-10-31', causes: [] };
  const request = {
    organisation: 'servicer',
    actor: 'bench',
    idempotencyKey: key,
    fingerprint: key,
    signedAt: '2026-10-31T00:00:00.000Z',
  };
  return worker.context.ledger.commit({ ...request, facts: [fact] });
}

/** What one append writes: entry, values with salts, its share of the commit. */
async function bytesOfOne(owner: Pool): Promise<number> {
  const { rows } = await owner.query<{ bytes: string }>(
    `select ((select avg(pg_column_size(e.*)) from ledger.entry e) + (select avg(pg_column_size(c.*)) from ledger.commit c)
       + (select sum(pg_column_size(d.*)) from ledger.disclosure d) / (select count(*) from ledger.entry))::int as bytes`,
  );
  return Number(rows[0]?.bytes ?? 1000);
}

/** The textbook chain: lock the head, hash on it, write, move the head, let go. */
async function appendChained(owner: Pool, bytes: Uint8Array): Promise<void> {
  const client = await owner.connect();
  try {
    await client.query('begin');
    const { rows } = await client.query<{ id: string; digest: Buffer }>('select id, digest from chain_head for update');
    const head = rows[0];
    const digest = hash('sha256', Buffer.concat([head?.digest ?? Buffer.alloc(0), bytes]), 'buffer');
    const id = Number(head?.id ?? 0) + 1;
    await client.query('insert into chain values ($1, $2, $3)', [id, bytes, digest]);
    await client.query('update chain_head set id = $1, digest = $2', [id, digest]);
    await client.query('commit');
  } finally {
    client.release();
  }
}
