import type { Pool } from 'pg';
import type { Canonical } from '@/lib/ledger/domain/canonical';
import { toBase64Url } from '@/lib/ledger/domain/bytes';
import type { Fault } from '@/lib/ledger/domain/fault';
import { LogVerifier, type StoredEntry } from '@/lib/ledger/domain/verify-log';
import type { VisibleField } from '@/lib/ledger/language/wire';
import { sha256, verifyBytes } from './hashing';

/** What checking a whole ledger found. `faults` is empty for a sound one. */
export interface LedgerVerdict {
  readonly size: number;
  readonly root: string;
  readonly faults: readonly Fault[];
}

interface Row {
  readonly index: string;
  readonly stream: string;
  readonly version: number;
  readonly commit_first: string;
  readonly digest: Buffer;
  readonly leaf: Buffer;
  readonly header: Buffer;
  readonly commitments: Buffer;
  readonly names: string[];
  readonly groups: string[];
  readonly disclosures: { field_group: string; salts: string; field_values: string }[] | null;
}

const STEP = 2_000;

/** Re-reads every stored byte in one snapshot and recomputes everything. Needs a role that sees the whole ledger. */
export async function verifyLedger(pool: Pool, onProgress?: (done: number, total: number) => void): Promise<LedgerVerdict> {
  const client = await pool.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    const { rows: heads } = await client.query<{ size: string; root: Buffer }>(
      'select size, ledger.root(frontier) as root from ledger.head',
    );
    const stored = { size: Number(heads[0]?.size ?? 0), root: heads[0]?.root ?? Buffer.alloc(0) };
    const { rows: keyRows } = await client.query<{ key_id: string; organisation: string; public_key: Buffer }>(
      'select key_id, organisation, public_key from partners.signing_key',
    );
    const keys = new Map(keyRows.map((row) => [row.key_id, { organisation: row.organisation, publicKey: row.public_key }]));
    const verifier = new LogVerifier({ sha256, verifySignature: verifyBytes, keys });
    const { rows: last } = await client.query<{ last: string | null }>('select max(index) as last from ledger.entry');
    const end = Math.max(stored.size, Number(last[0]?.last ?? -1) + 1);
    for (let from = 0; from < end; from += STEP) {
      await verifyRange(client, { from, to: from + STEP }, verifier);
      onProgress?.(Math.min(from + STEP, end), end);
    }
    return { size: stored.size, root: stored.root.toString('base64'), faults: verifier.finish(stored) };
  } finally {
    await client.query('rollback').finally(() => {
      client.release();
    });
  }
}

/** All commits that begin in a range, each with all its entries. */
async function verifyRange(
  client: { query: Pool['query'] },
  range: { from: number; to: number },
  verifier: LogVerifier,
): Promise<void> {
  const { rows } = await client.query<Row>(
    `select e.*, s.names, s.groups, (
       select json_agg(json_build_object('field_group', d.field_group, 'salts', encode(d.salts, 'hex'), 'field_values', d.field_values))
       from ledger.disclosure d where d.index = e.index) as disclosures
     from ledger.entry e left join ledger.shape s on s.id = e.shape_id
     where e.commit_first >= $1 and e.commit_first < $2 order by e.index`,
    [range.from, range.to],
  );
  const { rows: commits } = await client.query<{ first_index: string; statement: Buffer; signature: Buffer }>(
    'select first_index, statement, signature from ledger.commit where first_index >= $1 and first_index < $2',
    [range.from, range.to],
  );
  const byFirst = new Map(commits.map((commit) => [commit.first_index, commit]));
  for (const [first, entries] of groupByCommit(rows)) {
    const commit = byFirst.get(first);
    await verifier.add(
      {
        firstIndex: Number(first),
        statement: commit?.statement.toString('utf8') ?? '',
        signature: commit?.signature ?? new Uint8Array(),
      },
      entries.map(toStored),
    );
  }
}

function groupByCommit(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.commit_first);
    if (group === undefined) groups.set(row.commit_first, [row]);
    else group.push(row);
  }
  return groups;
}

function toStored(row: Row): StoredEntry {
  const commitments = row.names.map((name, at) => [name, toBase64Url(row.commitments.subarray(at * 32, at * 32 + 32))] as const);
  const fields = (row.disclosures ?? []).flatMap((each) => fieldsOf(row, each));
  return {
    wire: { index: Number(row.index), header: row.header.toString('utf8'), commitments, fields },
    stream: row.stream,
    version: row.version,
    digest: row.digest.toString('hex'),
    leaf: row.leaf,
    commitFirst: Number(row.commit_first),
  };
}

function fieldsOf(row: Row, disclosure: { field_group: string; salts: string; field_values: string }): VisibleField[] {
  const values = JSON.parse(disclosure.field_values) as Canonical[];
  const salts = Buffer.from(disclosure.salts, 'hex');
  return row.names
    .filter((_, at) => row.groups[at] === disclosure.field_group)
    .map((name, at) => ({
      name,
      group: disclosure.field_group,
      salt: toBase64Url(salts.subarray(at * 16, at * 16 + 16)),
      value: values[at] ?? null,
    }));
}
