import type { Pool } from 'pg';
import { toBase64, toHex } from '@/lib/ledger/domain/bytes';
import { parseCheckpoint } from '@/lib/ledger/domain/checkpoint';
import { encodeHeadStatement } from '@/lib/ledger/domain/head-statement';
import { parseNote } from '@/lib/ledger/domain/signed-note';
import type { FeedEnds } from '@/lib/ledger/language/feed';
import { asOrganisation, type Database, type Transaction } from '@/lib/platform/server/database';
import { signBytes } from './hashing';
import { readCheckpoint, type StoredCheckpoint } from './read-checkpoint';
import type { SigningKey } from './organisation-keys';
import { readMapPath } from './read-map-path';
import type { HubIdentity } from './read-stream';
import { mappedSize } from './record-heads';

/** The hub, which holds the key that it signs with. */
export interface FeedHub extends HubIdentity {
  readonly key: () => SigningKey;
}

interface HeadRow {
  readonly stream: string;
  readonly version: number;
  readonly digest: Uint8Array;
}

/**
 * Where streams of an organisation end by the newest checkpoint's map, and what the hub signs of that, so that its follower can see
 * that nothing was kept from it. Streams that it is not party to are left out. Undefined before the first checkpoint.
 */
export async function readFeedEnds(
  sources: { readonly database: Database; readonly pool: Pool; readonly hub: FeedHub },
  organisation: string,
  streams: readonly string[],
): Promise<FeedEnds | undefined> {
  for (;;) {
    const newest = await readCheckpoint(sources.pool);
    const ends = newest && (await readEndsBy(sources, newest, { organisation, streams }));
    if (ends !== 'forgotten') return ends;
  }
}

/**
 * The same by one checkpoint, in one snapshot. The map forgets what is older than the checkpoint that readers are given: `forgotten`
 * where that was another by the time of the snapshot.
 */
async function readEndsBy(
  { database, pool, hub }: { readonly database: Database; readonly pool: Pool; readonly hub: FeedHub },
  newest: StoredCheckpoint,
  { organisation, streams }: { readonly organisation: string; readonly streams: readonly string[] },
): Promise<FeedEnds | 'forgotten' | undefined> {
  const checkpoint = parseCheckpoint(parseNote(newest.note)?.text ?? '');
  if (checkpoint === undefined) return undefined;
  const { size, root } = checkpoint;
  const mapped = await mappedSize(pool, newest);
  const sign = ({ stream, version, digest }: HeadRow): { statement: string; signature: string } => {
    const head = { origin: hub.origin, stream, version, digest: toHex(digest), size, root: toBase64(root) };
    const statement = encodeHeadStatement(head);
    return { statement, signature: toBase64(signBytes(hub.key().privateKey, Buffer.from(statement, 'utf8'))) };
  };
  const ended = await readEnded(database, organisation, streams);
  return asOrganisation(database, { organisation, asOf: BigInt(size), isSnapshot: true }, async (transaction) => {
    if ((await readCheckpoint(pool))?.size !== newest.size) return 'forgotten';
    const ends: FeedEnds['ends'] = [];
    for (const head of await readHeads(
      transaction,
      streams.filter((stream) => !ended.includes(stream)),
    ))
      ends.push({ stream: head.stream, end: await readEnd(transaction, head.stream, mapped), head: sign(head) });
    return { checkpoint: newest.note, ended, ends };
  });
}

/** Those of some streams that the organisation was party to until now. */
function readEnded(database: Database, organisation: string, streams: readonly string[]): Promise<string[]> {
  return asOrganisation(database, { organisation }, async (transaction) => {
    const rows = await transaction.$queryRaw<{ stream: string }[]>`
      select s.stream from unnest(${[...streams]}::text[]) s(stream)
      join partners.stream_party p on p.stream = partners.party_stream(s.stream) and p.organisation = ${organisation}
      group by s.stream having bool_and(p.to_index is not null)`;
    return rows.map(({ stream }) => stream);
  });
}

/** The streams' last entries as of the position at which the transaction looks. */
function readHeads(transaction: Transaction, streams: readonly string[]): Promise<HeadRow[]> {
  return transaction.$queryRaw<HeadRow[]>`
    select distinct on (stream) stream, version, digest from ledger.entry
    where stream = any (${[...streams]}) order by stream, version desc`;
}

async function readEnd(transaction: Transaction, stream: string, mapped: number): Promise<FeedEnds['ends'][number]['end']> {
  const path = await readMapPath(transaction, stream, mapped);
  if (path === undefined) return null;
  const { leaf, siblings } = path;
  return { version: leaf.version, digest: toHex(leaf.digest), siblings: siblings.map(toBase64) };
}
