import type { Pool } from 'pg';
import { toBase64 } from '@/lib/ledger/domain/bytes';
import { verifyContradiction, type Contradiction } from '@/lib/ledger/domain/contradiction';
import type { NoteKey } from '@/lib/ledger/domain/note-key';
import { handEvidence, type ReachedWitness } from './ask-witness';
import { sha256, verifyBytes } from './hashing';
import { raiseAlarm, type Finding } from './raise-alarm';
import { TreeReader } from './tree-reader';

/** Who is asked about a log, and how it signs. */
export interface LogAndWitnesses {
  readonly pool: Pool;
  /** Every key that this log has signed with. */
  readonly logKeys: readonly NoteKey[];
  /** All witnesses of the policy: they are handed what is found. */
  readonly witnesses: readonly ReachedWitness[];
}

/** What our own tree says of its first entries, as many as a witness's note has: a contradiction unless the roots agree. */
export async function contradict(
  pool: Pool,
  { held, from }: { held: string; from: number },
  ours: { size: number; checkpoint: string },
): Promise<Contradiction> {
  const tree = new TreeReader(pool);
  const path = await tree.consistency(from, ours.size);
  return { smaller: held, larger: ours.checkpoint, root: toBase64(await tree.root(from)), path: path.map(toBase64) };
}

/**
 * Raises the alarm and hands the claim to every witness, so that it stays where nobody can take it away. Answers `unproven`, with
 * nothing done, where the claim shows nothing against the log, and whether the alarm is new.
 */
export async function tellContradiction(
  { pool, logKeys, witnesses }: LogAndWitnesses,
  claim: Contradiction,
  { evidence, sameAs }: Pick<Finding, 'evidence' | 'sameAs'>,
): Promise<'new' | 'known' | 'unproven'> {
  if ((await verifyContradiction(claim, logKeys, { sha256, verifySignature: verifyBytes })) === undefined) return 'unproven';
  const finding = { kind: 'CONTRADICTION', evidence: { ...evidence, claim }, ...(sameAs && { sameAs }) } as const;
  if (!(await raiseAlarm(pool, finding))) return 'known';
  await Promise.allSettled(witnesses.map((each) => handEvidence(each, claim)));
  return 'new';
}
