import type { PoolClient } from 'pg';
import { fromHex, sameBytes, toHex } from '@/lib/ledger/domain/bytes';
import type { Fault } from '@/lib/ledger/domain/fault';
import { nodeBytes, subtreeOf } from '@/lib/ledger/domain/stream-map';
import type { LogVerifier } from '@/lib/ledger/domain/verify-log';
import { differing } from './differing';
import { sha256 } from './hashing';
import { BUCKET_DEPTH } from './map-buckets';
import { readCheckpoint } from './read-checkpoint';
import { mappedSize } from './record-heads';

/** The stored map of stream heads against the entries: as it now stands, and as the checkpoint that readers are given has it. */
export async function findMapFaults(client: PoolClient, verifier: LogVerifier): Promise<Fault[]> {
  return [...(await checkPresent(client, verifier)), ...(await checkAsked(client))];
}

async function checkPresent(client: PoolClient, verifier: LogVerifier): Promise<Fault[]> {
  const { rows: states } = await client.query<{ size: string; root: Buffer }>('select size, root from ledger.map_state');
  const size = Number(states[0]?.size ?? -1);
  const root = size <= verifier.size ? verifier.map.rootAt(size) : undefined;
  if (root === undefined || !sameBytes(root, states[0]?.root ?? new Uint8Array()))
    return [{ code: 'MAP_WRONG', index: size, where: 'ledger.map_state' }];
  const { leaves, nodes } = verifier.map.parts(BUCKET_DEPTH);
  const leafFaults = differing(
    await readLeaves(client, size),
    new Map(leaves.map((leaf) => [toHex(leaf.key), `${String(leaf.version)} ${toHex(leaf.digest)}`])),
  );
  const nodeFaults = differing(
    await readNodes(client, size),
    new Map([...nodes].map(([number, { kind, hash }]) => [String(number), `${kind} ${toHex(hash)}`])),
  );
  const wrong = (where: string): Fault => ({ code: 'MAP_WRONG', index: size, where });
  return [
    ...leafFaults.map((key) => wrong(`ledger.map_leaf ${key}`)),
    ...nodeFaults.map((node) => wrong(`ledger.map_node ${node}`)),
  ];
}

/** What readers are proved from must give the root that their checkpoint ends with. */
async function checkAsked(client: PoolClient): Promise<Fault[]> {
  const checkpoint = await readCheckpoint(client);
  if (checkpoint === undefined) return [];
  const size = await mappedSize(client, checkpoint);
  const { rows } = await client.query<{ field_values: string }>(
    "select field_values from ledger.disclosure where index = $1 and field_group = 'log'",
    [checkpoint.size - 1],
  );
  const values = JSON.parse(rows[0]?.field_values ?? '[]') as unknown[];
  const leaves = [...(await readLeaves(client, size))].map(([key, text]) => {
    const [version, digest] = text.split(' ');
    return {
      key: fromHex(key) ?? new Uint8Array(),
      version: Number(version),
      digest: fromHex(digest ?? '') ?? new Uint8Array(),
    };
  });
  const root = toHex(nodeBytes(subtreeOf(leaves, 0, sha256)));
  const top = (await readNodes(client, size)).get('1')?.split(' ')[1] ?? root;
  return values.includes(root) && values.includes(top)
    ? []
    : [{ code: 'MAP_WRONG', index: size, where: `the map of checkpoint ${String(checkpoint.size)}` }];
}

/** Leaves as they stood at a size of the log: version and digest by key. */
async function readLeaves(client: PoolClient, size: number): Promise<Map<string, string>> {
  const { rows } = await client.query<{ key: string; text: string }>(
    `select distinct on (key) encode(key, 'hex') as key, version || ' ' || encode(digest, 'hex') as text from ledger.map_leaf
     where since <= $1 order by key, since desc`,
    [size],
  );
  return new Map(rows.map((row) => [row.key, row.text]));
}

/** Nodes as they stood at a size of the log: kind and hash by number. */
async function readNodes(client: PoolClient, size: number): Promise<Map<string, string>> {
  const { rows } = await client.query<{ node: number; text: string }>(
    `select distinct on (node) node, kind || ' ' || encode(hash, 'hex') as text from ledger.map_node
     where since <= $1 order by node, since desc`,
    [size],
  );
  return new Map(rows.map((row) => [String(row.node), row.text]));
}
