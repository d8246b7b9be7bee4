import type { PoolClient } from 'pg';
import type { Projection } from '@/lib/ledger/server/follow-ledger';
import type { RecordedFact } from '@/lib/ledger/server/recorded-fact';
import { loanChangesIn, type LoanChange } from '@/lib/servicing/language/loan-change';
import { writeMonthBuckets } from './month-buckets';

interface Position {
  loan_id: string;
  owner: string;
  servicer: string;
  bucket: string;
  upb_cents: string;
  as_of_on: string;
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
    const changes = loanChangesIn(facts);
    if (changes.length === 0) return;
    const ofLoans = changes.map(({ fact }) => fact);
    await openPositions(
      client,
      ofLoans.filter((fact) => fact.type === 'LoanBoarded'),
    );
    const positions = await readPositions(client, ofLoans);
    const movements = changes.flatMap(({ fact, change }) => move(positions, fact, change));
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
function move(positions: ReadonlyMap<string, Position>, fact: RecordedFact, change: LoanChange): Movement[] {
  const position = positions.get(fact.stream.slice('loan/'.length));
  if (position === undefined || change.asOfOn < position.as_of_on) return [];
  const from = position.bucket;
  const to = change.exited === true ? 'exited' : (change.bucket ?? from);
  const before = position.upb_cents;
  position.bucket = to;
  position.upb_cents = (change.upbCents ?? BigInt(before)).toString();
  position.as_of_on = change.asOfOn;
  if (from === to || fact.type === 'LoanBoarded') return [];
  const upb_cents = change.exited === true ? before : position.upb_cents;
  const { owner, loan_id, as_of_on } = position;
  return [
    {
      owner,
      index: fact.index.toString(),
      loan_id,
      from_bucket: from,
      to_bucket: to,
      upb_cents,
      as_of_on,
      recorded_at: fact.recordedAt.toISOString(),
    },
  ];
}

async function writePositions(client: PoolClient, positions: readonly Position[]): Promise<void> {
  await client.query(
    `insert into lending.position select * from jsonb_populate_recordset(null::lending.position, $1::jsonb)
     on conflict (loan_id) do update set bucket = excluded.bucket, upb_cents = excluded.upb_cents, as_of_on = excluded.as_of_on`,
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
