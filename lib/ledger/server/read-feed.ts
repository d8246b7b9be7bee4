import type { Pool } from 'pg';
import { toBase64 } from '@/lib/ledger/domain/bytes';
import type { FeedPage } from '@/lib/ledger/language/feed';
import { asOrganisation, type Database, type Transaction } from '@/lib/platform/server/database';
import type { FeedPlace } from './feed-place';
import { readCheckpoint, type StoredCheckpoint } from './read-checkpoint';
import { readFeedCommits, readFeedShapes, type StatementRow } from './read-feed-commits';
import type { SubjectKeys } from './subject-keys';
import { readLeaves, TreeReader } from './tree-reader';

/** Entries of the log that a page steps over, and late entries that it brings, at most: then the commit that was begun is ended. */
const MOST_ENTRIES = 2_000;

/** What a follower is given: rows as its organisation may see them, and the public hashes. */
export interface FeedSources {
  readonly database: Database;
  readonly pool: Pool;
  readonly subjects: SubjectKeys;
}

/** A page without what the partners room knows of those named in it. */
export type LedgerPage = Omit<FeedPage, 'network' | 'next' | 'more'> & { readonly place: FeedPlace };

/**
 * The next step of a follower's feed, up to the newest checkpoint that its witnesses cosigned and that every view includes.
 * Visibility is that as of the step's end, so a step is the same whenever it is asked for. Undefined before the first checkpoint.
 */
export async function readFeed(
  { database, pool, subjects }: FeedSources,
  organisation: string,
  place: FeedPlace,
): Promise<LedgerPage | undefined> {
  const checkpoint = await readCheckpoint(pool);
  if (checkpoint === undefined) return undefined;
  const { from } = place;
  const to = place.late?.to ?? (await endOfStep(pool, from, checkpoint.size));
  if (to <= from) return emptyPage(pool, checkpoint, from);
  return asOrganisation(database, { organisation, asOf: BigInt(to) }, async (transaction) => {
    const late = await readLate(transaction, subjects, place, to);
    if (late !== undefined) return { ...(await emptyPage(pool, checkpoint, from)), ...late };
    const rows = await transaction.entry.findMany({ where: { index: { gte: from, lt: to } }, orderBy: { index: 'asc' } });
    const bare = await transaction.$queryRaw<StatementRow[]>`select * from ledger.manifests_between(${from}, ${to})`;
    const commits = await readFeedCommits(transaction, subjects, { rows, bare });
    return {
      ...(await emptyPage(pool, checkpoint, to)),
      from,
      leaves: toBase64(Buffer.concat(await readLeaves(pool, from, to - from))),
      commits,
      shapes: await readFeedShapes(transaction, commits),
    };
  });
}

/** Whole commits, up to where the views say who is party to what, and no further than the checkpoint shows. */
async function endOfStep(pool: Pool, from: number, size: number): Promise<number> {
  const { rows } = await pool.query<{ position: string | null }>('select min(position) as position from platform.cursor');
  const end = Math.min(size, Number(rows[0]?.position ?? 0));
  if (from >= end) return from;
  const { rows: ends } = await pool.query<{ end: string | null }>('select ledger.end_of_commits($1, $2) as end', [
    from,
    Math.min(from + MOST_ENTRIES, end),
  ]);
  return Number(ends[0]?.end ?? from);
}

async function emptyPage(pool: Pool, { size, note }: StoredCheckpoint, at: number): Promise<LedgerPage> {
  const growth = at > 0 && at < size ? await new TreeReader(pool).consistency(at, size) : [];
  const page = { checkpoint: note, from: at, to: at, leaves: '', growth: growth.map(toBase64) };
  return { ...page, commits: [], shapes: [], place: { from: at } };
}

/** What the organisation may see, from this step on, of what went before it; undefined when nothing more of it is left. */
async function readLate(
  transaction: Transaction,
  subjects: SubjectKeys,
  { from, late }: FeedPlace,
  to: number,
): Promise<Pick<LedgerPage, 'commits' | 'shapes' | 'place'> | undefined> {
  const found = await transaction.$queryRaw<{ first: bigint }[]>`
    select first from ledger.late_commits(${from}, ${to}, ${late?.after ?? -1}, ${MOST_ENTRIES}) first`;
  const firsts = found.map(({ first }) => first);
  const last = firsts.at(-1);
  if (last === undefined) return undefined;
  const rows = await transaction.entry.findMany({
    where: { commitFirst: { in: firsts }, index: { lt: from } },
    orderBy: { index: 'asc' },
  });
  const bare = await transaction.$queryRaw<StatementRow[]>`select * from ledger.manifests_of(${firsts}, ${from})`;
  const commits = await readFeedCommits(transaction, subjects, { rows, bare });
  return { commits, shapes: await readFeedShapes(transaction, commits), place: { from, late: { to, after: Number(last) } } };
}
