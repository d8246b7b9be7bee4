import type { Pool, PoolClient } from 'pg';
import { fromBase64 } from '@/lib/ledger/domain/bytes';
import { parseCommitStatement } from '@/lib/ledger/domain/commit-statement';
import type { FeedVerdict } from '@/lib/ledger/domain/verify-feed';
import type { FeedPage } from '@/lib/ledger/language/feed';
import type { Standing } from './read-held';
import { storeEntries } from './store-entries';
import { keysFor } from './store-values';
import type { KeyReader, SubjectKeys } from './subject-keys';
import { storeNetwork } from './store-network';

/**
 * Keeps a page that was found sound: entries, values, leaves, and the cursor for what comes next, all of it or nothing. Answers
 * false when another process took it in meanwhile.
 */
export async function storePage(
  { pool, subjects }: { readonly pool: Pool; readonly subjects: SubjectKeys },
  standing: Standing,
  page: FeedPage,
  verdict: FeedVerdict,
): Promise<boolean> {
  // A key is on disk before anything is sealed with it.
  const keyOf = await keysFor(subjects, page);
  const client = await pool.connect();
  try {
    await client.query('begin');
    const { rows } = await client.query<{ cursor: string | null }>('select cursor from ledger.intake for update');
    const isNext = rows[0]?.cursor === standing.cursor;
    if (isNext) await storeAll(client, standing, { page, keyOf }, verdict);
    await client.query(isNext ? 'commit' : 'rollback');
    return isNext;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

async function storeAll(
  client: PoolClient,
  standing: Standing,
  { page, keyOf }: { page: FeedPage; keyOf: KeyReader },
  verdict: FeedVerdict,
): Promise<void> {
  await storeNetwork(client, page.network);
  await storeLeaves(client, standing.size, verdict.leaves);
  await storeCommits(client, page.commits);
  const added = await storeEntries(client, page, keyOf);
  if (verdict.checkpoint !== undefined && page.to === verdict.checkpoint.size)
    await client.query(
      `insert into ledger.checkpoint values ($1, $2, $3) on conflict (size) do update set note = excluded.note
       where ledger.checkpoint.note <> excluded.note`,
      [page.to, verdict.checkpoint.root, page.checkpoint],
    );
  await client.query(
    `update ledger.intake set cursor = $1, network = $2, reached_at = clock_timestamp(), lost_at = null, lost_why = null,
       fault = null, refold = refold or $3`,
    [page.next, page.network.keysHash, added > 0 && belongsBefore(page)],
  );
  await client.query("select pg_notify('hearthline_ledger', $1)", [String(page.to)]);
}

async function storeLeaves(client: PoolClient, size: number, leaves: readonly Uint8Array[]): Promise<void> {
  if (leaves.length === 0) return;
  await client.query(
    'insert into ledger.mirrored_leaf select $1::bigint + l.at - 1, l.leaf from unnest($2::bytea[]) with ordinality l(leaf, at)',
    [size, leaves],
  );
  await client.query(
    `update ledger.head set frontier = ledger.grow(frontier, $1, $2::bytea[]), size = $3,
       recorded_at = greatest(recorded_at, clock_timestamp())`,
    [size, leaves, size + leaves.length],
  );
}

async function storeCommits(client: PoolClient, commits: FeedPage['commits']): Promise<void> {
  for (const commit of commits) {
    const statement = parseCommitStatement(commit.statement);
    await client.query(
      `insert into ledger.commit (first_index, entry_count, organisation, idempotency_key, request_hash, statement, signature, recorded_at, digests)
       values ($1, $2, $3, $4, '', $5, $6, $7, $8) on conflict (first_index) do nothing`,
      [
        commit.firstIndex,
        statement?.count,
        statement?.organisation,
        statement?.idempotencyKey,
        Buffer.from(commit.statement, 'utf8'),
        fromBase64(commit.signature),
        commit.recordedAt,
        fromBase64(commit.digests),
      ],
    );
  }
}

/**
 * Whether what a page brings takes effect before what the views have folded: it went before, and is of no tape that has yet to end.
 * The page brings the manifests of tapes that have.
 */
function belongsBefore({ from, to, commits }: FeedPage): boolean {
  if (to > from) return false;
  const keys = commits.map(({ statement }) => {
    const { organisation, idempotencyKey } = parseCommitStatement(statement) ?? { organisation: '', idempotencyKey: '' };
    return `${organisation} ${idempotencyKey}`;
  });
  const known = new Set(keys);
  return keys.some((key) => {
    const tape = /^(.+ tape\/.+)\/part\/.+$/.exec(key)?.[1];
    return tape === undefined ? !key.endsWith('/manifest') : known.has(`${tape}/manifest`);
  });
}
