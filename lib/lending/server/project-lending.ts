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
import { writeMonthBuckets } from './month-buckets';

interface Position {
  loan_id: string;
  owner: string;
  servicer: string;
  bucket: string;
  upb_cents: string;
  as_of_on: string;
  /** Null until the loan's boarding is folded. */
  standing: LoanStanding | null;
}

interface Movement {
  readonly owner: string;
  readonly index: string;
  readonly loan_id: string;
  readonly from_bucket: string;
  readonly to_bucket: string;
  readonly upb_cents: string;
  readonly as_of_on: string;
  readonly recorded_at: string;
}

/** Folds the owner's portfolio: each loan's bucket and balance, the moves between buckets, and buckets by month. */
export const lendingProjection: Projection = {
  room: 'lending',
  // Buckets by month count the loans of all streams.
  isShared: ({ type }) => type === 'BalanceReported' || type === 'ReportCorrected',
  // Buckets and moves of other loans were counted together with what was erased: only a fold without it tells them.
  forget: (_, erasures) => Promise.resolve(erasures.some(({ scope }) => scope === 'person') ? 'fold again' : 'done'),
  async project(client, facts) {
    const ofLoans = facts.filter((fact) => fact.stream.startsWith('loan/') && movesStanding(fact));
    if (ofLoans.length === 0) return;
    await openPositions(
      client,
      ofLoans.filter((fact) => fact.type === 'LoanBoarded'),
    );
    const positions = await readPositions(client, ofLoans);
    const movements = ofLoans.flatMap((fact) => move(positions, fact));
    await writePositions(client, [...positions.values()]);
    await writeMovements(client, movements);
    await writeMonthBuckets(client, ofLoans, new Map([...positions].map(([loan, position]) => [loan, position.owner])));
  },
};

async function openPositions(client: PoolClient, boarded: readonly RecordedFact[]): Promise<void> {
  await client.query(
    `insert into lending.position
     select substring(l.stream from 6), b.owner, b.servicer, 'current', 0, '0001-01-01'
     from unnest($1::text[], $2::text[]) l(stream, book) join partners.book b on b.id = l.book on conflict do nothing`,
    [boarded.map((fact) => fact.stream), boarded.map((fact) => fact.values.book)],
  );
}

async function readPositions(client: PoolClient, facts: readonly RecordedFact[]): Promise<Map<string, Position>> {
  const loans = [...new Set(facts.map((fact) => fact.stream.slice('loan/'.length)))];
  const { rows } = await client.query<Position>('select * from lending.position where loan_id = any ($1)', [loans]);
  return new Map(rows.map((row) => [row.loan_id, row]));
}

/** Changes a position by one fact, in place, and answers the move between buckets if it is one. */
function move(positions: ReadonlyMap<string, Position>, fact: RecordedFact): Movement[] {
  const position = positions.get(fact.stream.slice('loan/'.length));
  if (position === undefined) return [];
  const from = position.bucket;
  keep(position, foldFact(position.standing ?? standingAtBoarding(fact.values), fact));
  if (from === position.bucket || fact.type === 'LoanBoarded') return [];
  const { owner, loan_id, bucket, as_of_on } = position;
  const moved = { owner, loan_id, from_bucket: from, to_bucket: bucket, upb_cents: movedCents(position, fact), as_of_on };
  return [{ ...moved, index: fact.index.toString(), recorded_at: fact.recordedAt.toISOString() }];
}

function keep(position: Position, standing: LoanStanding): void {
  position.standing = standing;
  position.bucket = bucketOfStanding(standing, standing.asOfOn);
  position.upb_cents = standing.upbCents;
  position.as_of_on = standing.asOfOn ?? position.as_of_on;
}

/** A loan that left is moved with the balance it left with. */
function movedCents(position: Position, { type, values }: RecordedFact): string {
  const removal = type === 'LoanExited' ? values.removalUpb : null;
  return typeof removal === 'string' ? parseCents(removal).toString() : position.upb_cents;
}

async function writePositions(client: PoolClient, positions: readonly Position[]): Promise<void> {
  await client.query(
    `insert into lending.position select * from jsonb_populate_recordset(null::lending.position, $1::jsonb)
     on conflict (loan_id) do update set bucket = excluded.bucket, upb_cents = excluded.upb_cents, as_of_on = excluded.as_of_on,
       standing = excluded.standing`,
    [JSON.stringify(positions)],
  );
}

async function writeMovements(client: PoolClient, movements: readonly Movement[]): Promise<void> {
  if (movements.length === 0) return;
  await client.query(
    `insert into lending.movement select * from jsonb_populate_recordset(null::lending.movement, $1::jsonb) on conflict do nothing`,
    [JSON.stringify(movements)],
  );
}
