import type { Pool } from 'pg';
import { formatCheckpoint, type Checkpoint } from '@/lib/ledger/domain/checkpoint';
import { verifyConsistency } from '@/lib/ledger/domain/consistency';
import { contradictionIn, readSigned, type Contradiction } from '@/lib/ledger/domain/contradiction';
import { everyLogKey } from '@/lib/ledger/domain/speaking-keys';
import { askGrowth } from './ask-growth';
import { reachedWitnesses } from './ask-witness';
import { sha256, verifyBytes } from './hashing';
import type { IntakeSource } from './intake-source';
import type { Standing } from './read-held';
import { contradict, tellContradiction } from './tell-contradiction';

const CRYPTO = { sha256, verifySignature: verifyBytes };

/** A copy as it stands, and the hub that it can ask. */
export interface StandingCopy {
  readonly pool: Pool;
  readonly source: Pick<IntakeSource, 'growth'>;
  readonly standing: Standing;
}

/** How a checkpoint that the log signed stands to the newest that a copy holds. */
export interface Judged {
  /**
   * `agrees`: one is the beginning of the other. `contradicts`: they cannot both be true, and the alarm is raised. `unshown`: it is
   * larger, and the hub says that it has no log that leads there, or proves another. `unanswered`: it is larger, and the hub said nothing.
   */
  readonly verdict: 'agrees' | 'contradicts' | 'unshown' | 'unanswered';
  readonly own: Checkpoint;
  readonly shown: Checkpoint;
}

interface Compared {
  readonly own: Checkpoint & { readonly note: string };
  readonly shown: Checkpoint & { readonly note: string };
}

/**
 * Judges a checkpoint (hostile) from wherever it came: one that is not larger by the copy's own tree, another by what the hub proves.
 * Undefined where nothing can be said: the log did not sign it, or nothing is held yet.
 */
export async function judgeCheckpoint(copy: StandingCopy, note: string): Promise<Judged | undefined> {
  const { checkpoint: held = '', trust } = copy.standing;
  const logKeys = await everyLogKey(trust.policy, CRYPTO);
  const [own, shown] = [await readSigned(held, logKeys, CRYPTO), await readSigned(note, logKeys, CRYPTO)];
  if (own === undefined || shown === undefined) return undefined;
  const compared = { own: { ...own, note: held }, shown: { ...shown, note } };
  const larger = shown.size > own.size;
  const found = larger ? await askHub(copy, compared) : await askOwnTree(copy, compared);
  if (found === 'agrees' || found === 'unanswered') return { verdict: found, own, shown };
  const sameAs = { held: formatCheckpoint(larger ? own : shown) };
  const evidence = { ...sameAs, notes: [held, note] };
  const log = { pool: copy.pool, logKeys, witnesses: reachedWitnesses(trust.policy) };
  const told = found && (await tellContradiction(log, found, { evidence, sameAs }));
  if (told !== undefined && told !== 'unproven') return { verdict: 'contradicts', own, shown };
  return { verdict: larger ? 'unshown' : 'agrees', own, shown };
}

async function askHub(
  { source }: StandingCopy,
  { own, shown }: Compared,
): Promise<Contradiction | 'agrees' | 'unanswered' | undefined> {
  const path = await askGrowth(source, own.size, shown.size).catch(() => 'unanswered' as const);
  if (path === undefined || path === 'unanswered') return path;
  const growth = { from: own.size, to: shown.size, path, rootFrom: own.root, rootTo: shown.root };
  if (verifyConsistency(growth, sha256)) return 'agrees';
  return contradictionIn({ held: own.note, shown: shown.note }, path, sha256);
}

function askOwnTree({ pool }: StandingCopy, { own, shown }: Compared): Promise<Contradiction> {
  return contradict(pool, { held: shown.note, from: shown.size }, { size: own.size, checkpoint: own.note });
}
