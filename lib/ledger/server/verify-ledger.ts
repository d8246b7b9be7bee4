import type { Pool, PoolClient } from 'pg';
import type { Fault } from '@/lib/ledger/domain/fault';
import { LogVerifier } from '@/lib/ledger/domain/verify-log';
import type { FactDefinition } from '@/lib/ledger/language/define-fact';
import { readCheckpoints, type SignerMemory } from './check-checkpoints';
import { FilingChecker } from './check-filing';
import { findStoredFaults } from './check-stored';
import { sha256, verifyBytes } from './hashing';
import { readLineage } from './read-lineage';
import { readWholeCommits, storedCommit, storedEntry } from './read-whole';
import type { SubjectKeys } from './subject-keys';

/** What checking a whole ledger found. `faults` is empty for a sound one. */
export interface LedgerVerdict {
  readonly size: number;
  readonly root: string;
  readonly faults: readonly Fault[];
}

/** What is known from outside Postgres. Whatever is left out is not checked. */
export interface VerifyOptions {
  /** The keys that values are sealed under. */
  readonly subjects: SubjectKeys;
  /** Every fact there is: an entry filed under other field groups than its definition's would be shown to the wrong people. */
  readonly definitions?: readonly FactDefinition[];
  readonly signer?: SignerMemory;
  /** Compares the views with a rebuild of them. Asked only of a sound ledger: facts that were tampered with need not make sense. */
  readonly compareViews?: (client: PoolClient) => Promise<Fault[]>;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Re-reads every stored byte in one snapshot and recomputes everything. Needs a role that sees the whole ledger. */
export async function verifyLedger(pool: Pool, options: VerifyOptions): Promise<LedgerVerdict> {
  const client = await pool.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    return await verifyWithin(client, options);
  } finally {
    await client.query('rollback').finally(() => {
      client.release();
    });
  }
}

/** The same within the caller's transaction. */
export async function verifyWithin(client: PoolClient, options: VerifyOptions): Promise<LedgerVerdict> {
  const head = await readHead(client);
  const lineage = await readLineage(client);
  const rules = { sha256, verifySignature: verifyBytes, keys: new Map(), origin: head.origin, valuesHeld: true };
  const verifier = new LogVerifier(rules);
  const filing = new FilingChecker(options.definitions);
  const checkpoints = await readCheckpoints(client, lineage, options.signer);
  for await (const whole of readWholeCommits({ client, subjects: options.subjects }, -1, head.end)) {
    await verifier.add(storedCommit(whole), whole.entries.map(storedEntry));
    verifier.faults.push(...filing.check(whole), ...checkpoints.check(verifier));
    options.onProgress?.(Math.min(verifier.size, head.end), head.end);
  }
  const faults = [...verifier.finish(head), ...checkpoints.finish(verifier), ...(await findStoredFaults(client, verifier))];
  if (faults.length === 0 && options.compareViews !== undefined) faults.push(...(await options.compareViews(client)));
  return { size: head.size, root: head.root.toString('base64'), faults };
}

interface Head {
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
  /** Beyond the last stored row, whatever the head says. */
  readonly end: number;
}

async function readHead(client: PoolClient): Promise<Head> {
  const { rows } = await client.query<{ origin: string | null; size: string; root: Buffer; end: string }>(
    `select (select origin from ledger.lineage order by number desc limit 1) as origin, size, ledger.root(frontier) as root, greatest(size,
       (select max(greatest(index, commit_first)) + 1 from ledger.entry), (select max(first_index) + 1 from ledger.commit)) as end
     from ledger.head`,
  );
  const row = rows[0];
  return {
    origin: row?.origin ?? '',
    size: Number(row?.size ?? 0),
    root: row?.root ?? Buffer.alloc(0),
    end: Number(row?.end ?? 0),
  };
}
