import type { Pool } from 'pg';
import { fromHex, sameBytes } from '@/lib/ledger/domain/bytes';
import { leafData } from '@/lib/ledger/domain/commit-statement';
import type { Fault, FaultCode } from '@/lib/ledger/domain/fault';
import { entryDigest, FIRST_PREV, parseHeader } from '@/lib/ledger/domain/header';
import { findCommitFault, type LogCrypto } from '@/lib/ledger/domain/verify-commit';
import { sha256, verifyBytes } from './hashing';

interface Row {
  readonly index: string;
  readonly stream: string;
  readonly version: number;
  readonly commit_first: string;
  readonly leaf: Buffer;
  readonly header: Buffer;
  readonly previous: string | null;
  readonly statement: Buffer;
  readonly signature: Buffer;
}

/** Stored bytes that do not give what was stored of them: nothing may be signed over them. */
export class StoredFault extends Error {
  constructor(readonly fault: Fault) {
    super(`Stored bytes contradict each other (${fault.code} at ${String(fault.index)}). Nothing was signed.`);
  }
}

/** The registered signing keys, by key id. */
export async function readKeys(pool: Pool): Promise<LogCrypto['keys']> {
  const { rows } = await pool.query<{ key_id: string; organisation: string; public_key: Buffer; until_index: string | null }>(
    'select key_id, organisation, public_key, until_index from partners.signing_key',
  );
  return new Map(
    rows.map(({ key_id, organisation, public_key: publicKey, until_index }) => {
      const until = until_index === null ? undefined : Number(until_index);
      return [key_id, { organisation, publicKey, until }];
    }),
  );
}

/**
 * Re-reads the entries of whole commits in a range and recomputes each leaf from header, statement and signature, with its
 * link to the one before and the organisation's signature. Answers the leaves in order. Throws {@link StoredFault}.
 */
export async function recomputeLeaves(pool: Pool, from: number, to: number): Promise<Uint8Array[]> {
  const { rows } = await pool.query<Row>(
    `select e.index, e.stream, e.version, e.commit_first, e.leaf, e.header, encode(p.digest, 'hex') as previous, c.statement, c.signature
     from ledger.entry e join ledger.commit c on c.first_index = e.commit_first
     left join ledger.entry p on p.stream = e.stream and p.version = e.version - 1
     where e.index >= $1 and e.index < $2 order by e.index`,
    [from, to],
  );
  const crypto: LogCrypto = { sha256, verifySignature: verifyBytes, keys: await readKeys(pool) };
  const digests = new Map<string, { row: Row; digests: string[] }>();
  const leaves = rows.map((row, at) => {
    const fail = (code: FaultCode): never => {
      throw new StoredFault({ code, index: Number(row.index), stream: row.stream, version: row.version });
    };
    if (Number(row.index) !== from + at) throw new StoredFault({ code: 'INDEX_GAP', index: from + at });
    const digest = entryDigest(row.header.toString('utf8'), sha256);
    checkHeader(row, fail);
    const commit = digests.get(row.commit_first) ?? { row, digests: [] };
    commit.digests.push(digest);
    digests.set(row.commit_first, commit);
    const leaf = leafData(
      { digest: fromHex(digest) ?? new Uint8Array(), statement: row.statement, signature: row.signature },
      sha256,
    );
    if (!sameBytes(leaf, row.leaf)) fail('LEAF_WRONG');
    return leaf;
  });
  if (leaves.length !== to - from) throw new StoredFault({ code: 'INDEX_GAP', index: from + leaves.length });
  for (const { row, digests: own } of digests.values()) await checkCommit(row, own, crypto);
  return leaves;
}

function checkHeader(row: Row, fail: (code: FaultCode) => void): void {
  const header = parseHeader(row.header.toString('utf8'));
  if (header === undefined) fail('HEADER_MALFORMED');
  else if (header.stream !== row.stream || header.version !== row.version) fail('WRONG_STREAM');
  else if (header.prev !== (row.version === 1 ? FIRST_PREV : row.previous)) fail('LINK_BROKEN');
}

async function checkCommit(row: Row, digests: readonly string[], crypto: LogCrypto): Promise<void> {
  const firstIndex = Number(row.commit_first);
  const code = await findCommitFault(
    { firstIndex, statement: row.statement.toString('utf8'), signature: row.signature },
    digests,
    crypto,
  );
  if (code !== undefined) throw new StoredFault({ code, index: firstIndex, stream: row.stream });
}

/** The end of the last whole commit that begins in a range: what is read and signed at once. */
export async function endOfCommits(pool: Pick<Pool, 'query'>, from: number, to: number): Promise<number> {
  const { rows } = await pool.query<{ end: string | null }>(
    'select max(first_index + entry_count) as end from ledger.commit where first_index >= $1 and first_index < $2',
    [from, to],
  );
  return Number(rows[0]?.end ?? from);
}
