import type { Pool } from 'pg';
import { toBase64 } from '@/lib/ledger/domain/bytes';
import { formatCheckpoint } from '@/lib/ledger/domain/checkpoint';
import { readSigned, verifyContradiction, type Contradiction } from '@/lib/ledger/domain/contradiction';
import type { NoteKey } from '@/lib/ledger/domain/note-key';
import { log } from '@/lib/platform/server/log';
import { handEvidence, readWitnessed, type ReachedWitness } from './ask-witness';
import { sha256, verifyBytes } from './hashing';
import { raiseAlarm } from './raise-alarm';
import { holds, raiseRollback, readSize } from './raise-rollback';
import { newestSize } from './read-checkpoint';
import { TreeReader } from './tree-reader';

const CRYPTO = { sha256, verifySignature: verifyBytes };

interface Refusal {
  readonly pool: Pool;
  /** Every key that this log has signed with. */
  readonly logKeys: readonly NoteKey[];
  readonly witness: ReachedWitness;
  /** All witnesses of the policy: they are handed what is found. */
  readonly others: readonly ReachedWitness[];
}

/**
 * Finds out why a witness refuses a checkpoint of ours: it must show a note that the log's own key signed and that ours
 * does not continue. Then an alarm is raised, once for each such note. A witness that can show none is only logged: nobody
 * but the log's key can accuse the log.
 */
export async function examineRefusal(refusal: Refusal, ours: { size: number; checkpoint: string }): Promise<void> {
  const { pool, logKeys, witness } = refusal;
  const [origin = ''] = ours.checkpoint.split('\n', 1);
  const held = await readWitnessed(witness, origin);
  const known = await readSigned(held, logKeys, CRYPTO);
  if (known === undefined) throw new Error('The witness refuses, and shows nothing that this log signed');
  const sameAs = { held: formatCheckpoint(known) };
  const evidence = { ...sameAs, witness: witness.name, notes: [held, ours.checkpoint] };
  if (known.size > ours.size) {
    // Asked late for an older checkpoint, an honest witness holds a newer one of ours.
    if (known.size <= (await newestSize(pool))) return;
    if (!(await holds(pool, known)))
      return raiseRollback(pool, { note: held, here: await readSize(pool), witness: witness.name });
    // The entries are there, and the checkpoint over them is not.
    if (await raiseAlarm(pool, { kind: 'ROLLED_BACK', evidence, sameAs }))
      log.error(evidence, 'A witness cosigned a checkpoint of this log that is not there any more');
    return;
  }
  const claim = await contradict(pool, { held, from: known.size }, ours);
  if ((await verifyContradiction(claim, logKeys, CRYPTO)) === undefined)
    throw new Error('The witness refuses a checkpoint that continues the one it shows');
  if (!(await raiseAlarm(pool, { kind: 'CONTRADICTION', evidence: { ...evidence, claim }, sameAs }))) return;
  log.error(evidence, 'A witness holds a checkpoint of this log that contradicts it');
  await Promise.allSettled(refusal.others.map((each) => handEvidence(each, claim)));
}

/** What our own tree says of its first entries, as many as the witness knows: a contradiction unless the roots agree. */
async function contradict(
  pool: Pool,
  { held, from }: { held: string; from: number },
  ours: { size: number; checkpoint: string },
): Promise<Contradiction> {
  const tree = new TreeReader(pool);
  const path = await tree.consistency(from, ours.size);
  return { smaller: held, larger: ours.checkpoint, root: toBase64(await tree.root(from)), path: path.map(toBase64) };
}
