import { formatCheckpoint } from '@/lib/ledger/domain/checkpoint';
import { readSigned } from '@/lib/ledger/domain/contradiction';
import { log } from '@/lib/platform/server/log';
import { readWitnessed, type ReachedWitness } from './ask-witness';
import { sha256, verifyBytes } from './hashing';
import { raiseAlarm } from './raise-alarm';
import { holds, raiseRollback, readSize } from './raise-rollback';
import { newestSize } from './read-checkpoint';
import { contradict, tellContradiction, type LogAndWitnesses } from './tell-contradiction';

const CRYPTO = { sha256, verifySignature: verifyBytes };

interface Refusal extends LogAndWitnesses {
  readonly witness: ReachedWitness;
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
  const told = await tellContradiction(refusal, claim, { evidence, sameAs });
  if (told === 'unproven') throw new Error('The witness refuses a checkpoint that continues the one it shows');
  if (told === 'new') log.error(evidence, 'A witness holds a checkpoint of this log that contradicts it');
}
