import type { PoolClient } from 'pg';
import { toHex } from '@/lib/ledger/domain/bytes';
import type { Fault, FaultCode } from '@/lib/ledger/domain/fault';
import type { Era } from '@/lib/ledger/domain/lineage';
import type { LogVerifier } from '@/lib/ledger/domain/verify-log';
import { findMapFaults } from './check-map';
import { differing } from './differing';
import { readLineage } from './read-lineage';

/** What is stored beside the entries to be fast, against what was recomputed: ends of streams, hashes of tiles, the map, the head. */
export async function findStoredFaults(client: PoolClient, verifier: LogVerifier): Promise<Fault[]> {
  return [
    ...(await checkHead(client, verifier)),
    ...(await checkLineage(client, verifier)),
    ...(await checkStreamHeads(client, verifier)),
    ...(await checkSubtrees(client, verifier)),
    ...(await findMapFaults(client, verifier)),
    ...(await checkStrayValues(client)),
  ];
}

/** The names by which everything is read, against those that the entries declare. */
async function checkLineage(client: PoolClient, { lineage, size }: LogVerifier): Promise<Fault[]> {
  const plain = (eras: readonly Era[]): string => JSON.stringify(eras.map(({ origin, from }) => [origin, from]));
  const stored = await readLineage(client);
  return size === 0 || plain(stored) === plain(lineage.eras) ? [] : [{ code: 'LINEAGE_WRONG', where: 'ledger.succession' }];
}

/** The frontier piece by piece: other pieces could give the same root and break the next append. */
async function checkHead(client: PoolClient, verifier: LogVerifier): Promise<Fault[]> {
  const { rows } = await client.query<{ frontier: Buffer[]; on_time: boolean }>(
    `select frontier, recorded_at >= coalesce((select max(recorded_at) from ledger.commit), recorded_at)
       and recorded_at <= clock_timestamp() + interval '1 minute' as on_time from ledger.head`,
  );
  const frontier = rows[0]?.frontier ?? [];
  const same =
    frontier.length === verifier.frontier.length && frontier.every((node, at) => node.equals(verifier.frontier[at] ?? node));
  const faults: Fault[] = same ? [] : [{ code: 'TREE_ROOT_WRONG', index: verifier.size, where: 'ledger.head' }];
  if (rows[0]?.on_time !== true) faults.push({ code: 'TIME_WENT_BACK', where: 'ledger.head' });
  return faults;
}

async function checkStreamHeads(client: PoolClient, verifier: LogVerifier): Promise<Fault[]> {
  const { rows } = await client.query<{ stream: string; version: number; digest: string; index: string }>(
    "select stream, version, encode(digest, 'hex') as digest, index from ledger.stream_head",
  );
  const stored = new Map(rows.map((row) => [row.stream, `${String(row.version)} ${row.digest} ${row.index}`]));
  const found = new Map(
    [...verifier.heads].map(([stream, head]) => [stream, `${String(head.version)} ${head.digest} ${String(head.index)}`]),
  );
  return differing(stored, found).map((stream) => {
    const head = verifier.heads.get(stream);
    return { code: 'STREAM_HEAD_WRONG', stream, ...(head && { index: head.index, version: head.version }) };
  });
}

async function checkSubtrees(client: PoolClient, verifier: LogVerifier): Promise<Fault[]> {
  const { rows } = await client.query<{ level: number; index: string; hash: Buffer }>(
    'select level, index, hash from ledger.subtree',
  );
  const stored = new Map(rows.map((row) => [`${String(row.level)}/${row.index}`, toHex(row.hash)]));
  const found = new Map([...verifier.tileRoots].map(([place, hash]) => [place, toHex(hash)]));
  return differing(stored, found).map((place) => {
    const [level, index] = place.split('/').map(Number);
    return { code: 'SUBTREE_WRONG', index: (index ?? 0) * 256 ** (level ?? 0), where: `ledger.subtree ${place}` };
  });
}

/** Values of no entry. */
async function checkStrayValues(client: PoolClient): Promise<Fault[]> {
  const { rows } = await client.query<{ index: string }>(
    'select index from ledger.disclosure d where not exists (select 1 from ledger.entry e where e.index = d.index) order by index',
  );
  const code: FaultCode = 'FIELD_UNKNOWN';
  return rows.map(({ index }) => ({ code, index: Number(index), where: 'ledger.disclosure' }));
}
