import type { Pool } from 'pg';
import { parseCommitStatement } from '@/lib/ledger/domain/commit-statement';
import { formatEntryProof } from '@/lib/ledger/domain/entry-proof';
import type { WireProof, WireStream } from '@/lib/ledger/language/wire';
import { readKeptEnd } from '@/lib/ledger/server/read-kept-end';
import { readLineage } from '@/lib/ledger/server/read-lineage';
import { readInclusion, readPastInclusion, readProof, readProofLineage } from '@/lib/ledger/server/read-proof';
import { readStream, type HubIdentity, type Tree } from '@/lib/ledger/server/read-stream';
import { readKeyStatements } from '@/lib/ledger/server/witness-policy';
import { TreeReader } from '@/lib/ledger/server/tree-reader';
import type { Actor } from '@/lib/partners/server/actor';
import { refuseAsOf, requireAction } from '@/lib/partners/server/require-action';
import { asOrganisation, type Database, type Transaction } from '@/lib/platform/server/database';
import { Problem } from '@/lib/platform/server/problem';
import { findLoan } from './find-loan';

/**
 * A loan's record sealed, with what shows that it is in the log and complete; `proof` is null before the first checkpoint and as
 * of the past, where `inclusion` shows that the entries were in the log under a checkpoint of that time.
 */
export interface LoanProof {
  readonly loanId: string;
  readonly origin: string;
  readonly stream: string;
  readonly sealed: WireStream;
  readonly proof: WireProof | null;
  readonly inclusion?: { readonly checkpoint: string; readonly paths: readonly (readonly string[])[] } | null;
}

/** What proofs are read from: rows as the reader may see them, the public hashes, and the hub's own name and key. */
export interface ProofSources {
  readonly database: Database;
  readonly pool: Pool;
  readonly hub: HubIdentity;
}

/** Everything a reader needs to check a loan's record without trusting the hub. */
export async function readLoanProof({ database, pool, hub }: ProofSources, actor: Actor, id: string): Promise<LoanProof> {
  requireAction(actor, 'read-loans');
  return asOrganisation(database, actor, async (transaction) => {
    const { asOf } = actor;
    const isCopy = hub.key() === undefined;
    // What the hub signed of earlier ends a copy does not keep.
    if (isCopy && asOf !== undefined) refuseAsOf();
    const past = asOf === undefined ? undefined : { size: asOf, root: await new TreeReader(pool).root(Number(asOf)) };
    const origin = past === undefined ? hub.origin : await originThen(pool, past, hub);
    const { loanId, stream, sealed } = await sealedLoan(transaction, actor, { id, hub: { ...hub, origin }, past });
    const { entries } = sealed;
    const record = { loanId, origin, stream, sealed };
    const kept = isCopy ? await readKeptEnd(transaction, stream) : undefined;
    const sources = { pool, subjects: hub.subjects };
    if (asOf === undefined) return { ...record, proof: await readProof(transaction, sources, { stream, ...sealed, kept }) };
    return { ...record, proof: null, inclusion: await readPastInclusion(transaction, pool, { entries, asOf }) };
  });
}

/** The log's name as of a past tree: it may have had another one then. */
async function originThen(pool: Pool, past: Tree, hub: HubIdentity): Promise<string> {
  const eras = await readLineage(pool);
  return eras.find((_, at) => Number(past.size) <= (eras[at + 1]?.from ?? 0))?.origin ?? hub.origin;
}

/** One entry of a loan as a C2SP `.tlog-proof` file, with the values that the actor may see. Throws {@link Problem}. */
export async function readEntryProof(
  { database, pool, hub }: ProofSources,
  actor: Actor,
  { loan, version }: { loan: string; version: number },
): Promise<{ loanId: string; file: string }> {
  requireAction(actor, 'read-loans');
  return asOrganisation(database, actor, async (transaction) => {
    const { loanId, sealed } = await sealedLoan(transaction, actor, { id: loan, hub });
    const entry = sealed.entries[version - 1];
    if (entry === undefined)
      throw new Problem('NOT_FOUND', `This loan’s record has ${String(sealed.entries.length)} entries. Ask for one of them.`);
    const key = sealed.keys[parseCommitStatement(entry.commit.statement)?.key ?? ''];
    const place = await readInclusion(pool, entry.index);
    if (place === undefined || key === undefined)
      throw new Problem('NOT_READY', 'No checkpoint covers this entry yet. That takes a few seconds: ask again.');
    const lineage = await readProofLineage(pool, sealed, { entry, checkpoint: place.checkpoint });
    const logKeys = await readKeyStatements(pool);
    return { loanId, file: formatEntryProof({ entry, key, lineage, logKeys }, place) };
  });
}

async function sealedLoan(
  transaction: Transaction,
  actor: Actor,
  { id, hub, past }: { id: string; hub: HubIdentity; past?: Tree | undefined },
): Promise<{ loanId: string; stream: string; sealed: WireStream }> {
  const loanId = await findLoan(transaction, actor, id);
  const stream = `loan/${loanId}`;
  const sealed = await readStream(transaction, stream, hub, past);
  if (sealed === undefined) throw new Error('A loan that can be found has a stream');
  return { loanId, stream, sealed };
}
