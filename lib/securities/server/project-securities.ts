import type { PoolClient } from 'pg';
import type { Projection } from '@/lib/ledger/server/follow-ledger';
import type { RecordedFact } from '@/lib/ledger/server/recorded-fact';
import {
  bucketOfStanding,
  foldFact,
  movesStanding,
  standingAtBoarding,
  type LoanStanding,
} from '@/lib/servicing/language/loan-standing';
import { parseCents } from '@/lib/servicing/language/money';
import { forgetErased } from './forget-erased';

interface Position {
  loan_id: string;
  pool: string;
  securitizer: string;
  bucket: string;
  upb_cents: string;
  property_state: string | null;
  credit_score_band: string | null;
  as_of_on: string;
  /** Null until the loan's boarding is folded. */
  standing: LoanStanding | null;
}

/** Folds pools, securities and exposure, and restates a pool's exposure whenever facts move it. */
export const securitiesProjection: Projection = {
  room: 'securities',
  // A pool's original balance grows with every loan.
  isShared: ({ type }) => type === 'LoanBoarded',
  forget: forgetErased,
  async project(client, facts) {
    for (const together of groupByRestatement(facts)) await projectTogether(client, together);
  },
};

/**
 * What restates exposure at once: the facts of one commit, and of a tape as many as are handed over. Which other commits are
 * handed over with it depends on how far the view is behind, and must not show in what is written.
 */
function groupByRestatement(facts: readonly RecordedFact[]): RecordedFact[][] {
  const groups = new Map<string, RecordedFact[]>();
  for (const fact of facts) {
    const key = `${fact.organisation} ${fact.idempotencyKey.replace(/^(tape\/[^/]+\/part)\/.*/, '$1')}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [fact]);
    else group.push(fact);
  }
  return [...groups.values()];
}

async function projectTogether(client: PoolClient, facts: readonly RecordedFact[]): Promise<void> {
  for (const fact of facts) await projectDeal(client, fact);
  const moving = facts.filter((fact) => fact.stream.startsWith('loan/') && movesStanding(fact));
  if (moving.length === 0) return;
  await openPositions(
    client,
    moving.filter((fact) => fact.type === 'LoanBoarded'),
  );
  const positions = await readPositions(client, moving);
  const pools = [...new Set([...positions.values()].map((position) => position.pool))];
  const before = await exposures(client, pools);
  const moved = moving.filter((fact) => apply(positions, fact));
  await writePositions(client, [...positions.values()]);
  const after = await exposures(client, pools);
  for (const pool of pools) await restate(client, { pool, moved, positions, before: before.get(pool), after: after.get(pool) });
}

async function projectDeal(client: PoolClient, { type, values }: RecordedFact): Promise<void> {
  if (type === 'PoolFormed')
    await client.query('insert into securities.pool values ($1, $2, $3, 0) on conflict do nothing', [
      values.pool,
      values.name,
      values.securitizer,
    ]);
  if (type === 'SecurityIssued')
    await client.query(
      `insert into securities.security select $1, $2, $3, $4, p.securitizer from securities.pool p where p.id = $2 on conflict do nothing`,
      [values.security, values.pool, values.name, parseCents(values.originalBalance as string).toString()],
    );
}

async function openPositions(client: PoolClient, boarded: readonly RecordedFact[]): Promise<void> {
  const rows = boarded.map((fact) => ({
    stream: fact.stream,
    book: fact.values.book,
    state: fact.values.propertyState,
    band: fact.values.creditScoreBand,
    upb: parseCents(fact.values.originalUpb as string).toString(),
  }));
  await client.query(
    `insert into securities.position
     select substring(r.stream from 6), b.pool, b.securitizer, 'current', 0, r.state, r.band, '0001-01-01'
     from jsonb_to_recordset($1::jsonb) r(stream text, book text, state text, band text) join partners.book b on b.id = r.book
     on conflict do nothing`,
    [JSON.stringify(rows)],
  );
  await client.query(
    `update securities.pool p set original_cents = p.original_cents + s.total from (
       select b.pool, sum(r.upb) as total from jsonb_to_recordset($1::jsonb) r(book text, upb bigint)
       join partners.book b on b.id = r.book group by b.pool) s where s.pool = p.id`,
    [JSON.stringify(rows)],
  );
}

async function readPositions(client: PoolClient, facts: readonly RecordedFact[]): Promise<Map<string, Position>> {
  const loans = [...new Set(facts.map((fact) => fact.stream.slice('loan/'.length)))];
  const { rows } = await client.query<Position>('select * from securities.position where loan_id = any ($1)', [loans]);
  return new Map(rows.map((row) => [row.loan_id, row]));
}

/** Changes a position by one fact, in place. True when exposure moved by it. */
function apply(positions: ReadonlyMap<string, Position>, fact: RecordedFact): boolean {
  const position = positions.get(fact.stream.slice('loan/'.length));
  if (position === undefined) return false;
  const standing = foldFact(position.standing ?? standingAtBoarding(fact.values), fact);
  const bucket = bucketOfStanding(standing, standing.asOfOn);
  const changed = bucket !== position.bucket || standing.upbCents !== position.upb_cents;
  const as_of_on = standing.asOfOn ?? position.as_of_on;
  Object.assign(position, { standing, bucket, upb_cents: standing.upbCents, as_of_on });
  return changed;
}

async function writePositions(client: PoolClient, positions: readonly Position[]): Promise<void> {
  await client.query(
    `insert into securities.position select * from jsonb_populate_recordset(null::securities.position, $1::jsonb)
     on conflict (loan_id) do update set bucket = excluded.bucket, upb_cents = excluded.upb_cents, as_of_on = excluded.as_of_on,
       standing = excluded.standing`,
    [JSON.stringify(positions)],
  );
}

type Buckets = Record<string, { count: number; upbCents: string }>;

/** Exposure by bucket of some pools as the rows now stand. */
async function exposures(client: PoolClient, pools: readonly string[]): Promise<Map<string, Buckets>> {
  const { rows } = await client.query<{ pool: string; bucket: string; count: string; upb: string }>(
    `select pool, bucket, count(*) as count, sum(upb_cents) as upb from securities.position
     where pool = any ($1) and bucket <> 'exited' group by pool, bucket`,
    [pools],
  );
  const result = new Map<string, Buckets>(pools.map((pool) => [pool, {}]));
  for (const row of rows) (result.get(row.pool) ?? {})[row.bucket] = { count: Number(row.count), upbCents: row.upb };
  return result;
}

interface Restating {
  readonly pool: string;
  readonly moved: readonly RecordedFact[];
  readonly positions: ReadonlyMap<string, Position>;
  readonly before: Buckets | undefined;
  readonly after: Buckets | undefined;
}

async function restate(client: PoolClient, { pool, moved, positions, before, after }: Restating): Promise<void> {
  const causes = moved.filter((fact) => positions.get(fact.stream.slice('loan/'.length))?.pool === pool);
  const last = causes.at(-1);
  if (last === undefined) return;
  const position = positions.get(last.stream.slice('loan/'.length));
  await client.query('insert into securities.restatement values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing', [
    pool,
    last.index.toString(),
    position?.securitizer,
    last.recordedAt,
    position?.as_of_on,
    JSON.stringify(before ?? {}),
    JSON.stringify(after ?? {}),
    new Set(causes.map((fact) => fact.stream)).size,
    last.digest,
  ]);
}
