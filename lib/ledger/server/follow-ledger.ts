import type { Pool, PoolClient } from 'pg';
import type { Erasure } from '@/lib/ledger/domain/erasure';
import { readFacts, readTapeFacts, tapeEndedBy, type FactSource } from './read-facts';
import type { RecordedFact } from './recorded-fact';
import type { SubjectKeys } from './subject-keys';
import { stepsOf, type Step } from './steps';

/** A room's fold of the ledger into rows. It is handed facts in the order in which they take effect. */
export interface Projection {
  readonly room: string;
  project(client: PoolClient, facts: readonly RecordedFact[]): Promise<void>;
  /** Whether a fact changes rows that facts of other streams change too: its commit is then handed over by itself. */
  isShared?(fact: RecordedFact): boolean;
  /**
   * Takes out of the room's rows what erasures destroyed, so that they are what a fold of the ledger without it gives; or says
   * that only such a fold can tell. Done again it changes nothing.
   */
  forget?(client: PoolClient, erasures: readonly Erasure[]): Promise<'done' | 'fold again'>;
}

const BATCH = 6_000n;
const SLICE = 6_000;

/**
 * Brings every room up to the head of the ledger. Each step's rows and cursors are committed together, so a fact is
 * projected exactly once even across crashes. Answers the position reached. A second caller waits for the first.
 */
export async function followLedger(pool: Pool, subjects: SubjectKeys, projections: readonly Projection[]): Promise<bigint> {
  const client = await pool.connect();
  try {
    for (;;) {
      const step = await projectStep({ client, subjects }, projections);
      if (step.done) return step.position;
    }
  } finally {
    client.release();
  }
}

/** The same within the caller's transaction, to its end. */
export async function followWithin(source: FactSource, projections: readonly Projection[]): Promise<void> {
  while (!(await advance(source, projections)).done);
}

interface Advance {
  readonly position: bigint;
  readonly done: boolean;
}

async function projectStep(source: FactSource, projections: readonly Projection[]): Promise<Advance> {
  const { client } = source;
  await client.query('begin');
  try {
    const step = await advance(source, projections);
    await client.query('commit');
    return step;
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

async function advance(source: FactSource, projections: readonly Projection[]): Promise<Advance> {
  const { client } = source;
  const positions = await lockCursors(client, projections);
  const { rows } = await client.query<{ size: string }>('select size from ledger.head');
  const size = BigInt(rows[0]?.size ?? 0);
  const from = [...positions.values()].reduce((least, at) => (at < least ? at : least), size);
  const to = await endOfCommits(client, from, from + BATCH < size ? from + BATCH : size);
  if (to > from) {
    const behind = projections.filter((each) => (positions.get(each.room) ?? 0n) <= from);
    await projectRange(source, behind, { from, to: stopOf(positions, from, to) });
  }
  return { position: to, done: to >= size };
}

/** The end of the last commit that begins in a range: a commit is handed over whole. */
export async function endOfCommits(client: PoolClient, from: bigint, to: bigint): Promise<bigint> {
  const { rows } = await client.query<{ end: string | null }>(
    'select max(first_index + entry_count) as end from ledger.commit where first_index >= $1 and first_index < $2',
    [from.toString(), to.toString()],
  );
  return BigInt(rows[0]?.end ?? to);
}

/** Rooms that are ahead are caught up with first, so that a step hands the same facts to all that need them. */
function stopOf(positions: ReadonlyMap<string, bigint>, from: bigint, to: bigint): bigint {
  return [...positions.values()].reduce((stop, at) => (at > from && at < stop ? at : stop), to);
}

/** Where each room has come to; nobody else follows the ledger until the transaction ends. */
export async function lockCursors(client: PoolClient, projections: readonly Projection[]): Promise<Map<string, bigint>> {
  const rooms = projections.map((each) => each.room);
  await client.query('insert into platform.cursor select room, 0 from unnest($1::text[]) room on conflict do nothing', [rooms]);
  const { rows } = await client.query<{ room: string; position: string }>(
    'select room, position from platform.cursor where room = any ($1) order by room for update',
    [rooms],
  );
  return new Map(rows.map((row) => [row.room, BigInt(row.position)]));
}

async function projectRange(
  source: FactSource,
  projections: readonly Projection[],
  range: { from: bigint; to: bigint },
): Promise<void> {
  const { client } = source;
  for await (const step of readInEffect(source, range, projections)) await takeEffect(client, projections, step);
  const rooms = projections.map((each) => each.room);
  await client.query('update platform.cursor set position = $2 where room = any ($1)', [rooms, range.to.toString()]);
  await client.query("select pg_notify('hearthline_projected', $1)", [range.to.toString()]);
}

/** Hands on what takes effect, and says at which positions: rows keep since when they stand, so that each can be asked as of any. */
export async function takeEffect(client: PoolClient, projections: readonly Projection[], step: Step): Promise<void> {
  const { facts, position, positions } = step;
  const oneForAll = [...positions.values()].every((at) => at === position);
  const own = oneForAll ? '' : JSON.stringify(Object.fromEntries([...positions].map(([key, at]) => [key, at.toString()])));
  await client.query("select set_config('app.position', $1, true), set_config('app.positions', $2, true)", [
    position.toString(),
    own,
  ]);
  for (const each of projections) await each.project(client, facts);
}

/** The facts of a range in the order in which they take effect: a tape's at its manifest, in slices. */
export async function* readInEffect(
  source: FactSource,
  range: { from: bigint; to: bigint },
  projections: readonly Projection[],
): AsyncGenerator<Step> {
  const isShared = (fact: RecordedFact): boolean =>
    tapeEndedBy(fact) !== undefined || projections.some((each) => each.isShared?.(fact) === true);
  for (const step of stepsOf(await readFacts(source, range), isShared)) {
    const manifest = step.facts.find((fact) => tapeEndedBy(fact) !== undefined);
    if (manifest !== undefined) {
      const tape = { organisation: manifest.organisation, id: tapeEndedBy(manifest) ?? '' };
      // All of a tape takes effect where its manifest stands.
      for await (const facts of readTapeFacts(source, tape, SLICE))
        yield { facts, position: step.position, positions: new Map() };
    }
    yield step;
  }
}
