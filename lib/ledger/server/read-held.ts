import type { Pool } from 'pg';
import { fromBase64, toHex } from '@/lib/ledger/domain/bytes';
import { parseHeader } from '@/lib/ledger/domain/header';
import { parsePolicy } from '@/lib/ledger/domain/parse-policy';
import type { CheckpointTrust } from '@/lib/ledger/domain/verify-checkpoint';
import type { KnownKey } from '@/lib/ledger/domain/verify-commit';
import type { HeldLog } from '@/lib/ledger/domain/verify-feed';
import type { FeedPage } from '@/lib/ledger/language/feed';
import { sha256 } from './hashing';
import { readKeys } from './read-stored';
import { readLeaves } from './tree-reader';
import { readPolicyText } from './witness-policy';

/** Where a follower stands, before it asks for more. */
export interface Standing {
  readonly hub: string;
  readonly organisation: string;
  readonly cursor: string | null;
  readonly keysHash: string | null;
  readonly size: number;
  readonly frontier: readonly Uint8Array[];
  /** The newest checkpoint that all that is held was proved by, as signed. */
  readonly checkpoint: string | undefined;
  readonly trust: CheckpointTrust;
  readonly keys: ReadonlyMap<string, KnownKey>;
}

/** Reads it. Throws when this database follows nobody, or what it relies on cannot be read. */
export async function readStanding(pool: Pool): Promise<Standing> {
  const { rows } = await pool.query<{
    hub: string;
    organisation: string;
    cursor: string | null;
    network: string | null;
    size: string;
    frontier: Buffer[];
    origin: string;
    note: string | null;
  }>(
    `select i.hub, i.organisation, i.cursor, i.network, h.size, h.frontier, l.origin,
       (select note from ledger.checkpoint order by size desc limit 1) as note
     from ledger.intake i, ledger.head h, ledger.log l`,
  );
  const row = rows[0];
  const policy = parsePolicy(await readPolicyText(pool), sha256);
  if (row === undefined || 'refused' in policy) throw new Error('This database is nobody’s copy, or its policy cannot be read');
  const { hub, organisation, cursor, network: keysHash, frontier, origin } = row;
  const trust = { origin, policy, now: undefined };
  const standing = { hub, organisation, cursor, keysHash, size: Number(row.size), frontier, trust };
  return { ...standing, checkpoint: row.note ?? undefined, keys: await readKeys(pool) };
}

/** What is held of the log where a page comes back to it: leaves of its commits, and the entries that its own follow. */
export async function readHeld(pool: Pool, { size, frontier }: Standing, page: FeedPage): Promise<HeldLog> {
  const leaves = new Map<number, Uint8Array>();
  for (const { firstIndex, digests } of page.commits) {
    if (firstIndex >= size) continue;
    const count = (fromBase64(digests)?.length ?? 0) / 32;
    const own = await readLeaves(pool, firstIndex, Math.floor(count));
    own.forEach((leaf, at) => leaves.set(firstIndex + at, leaf));
  }
  const digests = await readDigests(pool, page);
  return {
    size,
    frontier,
    leafAt: (index) => leaves.get(index),
    digestOf: (stream, version) => digests.get(`${stream} ${String(version)}`),
  };
}

async function readDigests(pool: Pool, page: FeedPage): Promise<Map<string, string>> {
  const headers = page.commits.flatMap((commit) => commit.entries.flatMap(({ header }) => parseHeader(header) ?? []));
  const places = headers.flatMap(({ stream, version }) => [
    [stream, version],
    [stream, version - 1],
  ]);
  const { rows } = await pool.query<{ stream: string; version: number; digest: Buffer }>(
    `select e.stream, e.version, e.digest from unnest($1::text[], $2::bigint[]) p(stream, version)
     join ledger.entry e on e.stream = p.stream and e.version = p.version`,
    [places.map(([stream]) => stream), places.map(([, version]) => version)],
  );
  return new Map(rows.map(({ stream, version, digest }) => [`${stream} ${String(version)}`, toHex(digest)]));
}
