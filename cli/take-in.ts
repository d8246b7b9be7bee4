import type { Pool } from 'pg';
import { followLedger } from '@/lib/ledger/server/follow-ledger';
import type { Intake } from '@/lib/ledger/server/intake';
import { obeyErasures, type ObeyedErasure } from '@/lib/ledger/server/obey-erasures';
import { refoldViews } from '@/lib/ledger/server/refold';
import type { SubjectKeys } from '@/lib/ledger/server/subject-keys';
import { toldErasures } from '@/lib/servicing/server/told-erasures';
import { COPY_VIEWS } from './projections';

/** What takes a hub's feed into a copy: the intake, and connections as the worker, which folds the views. */
export interface TakingIn {
  readonly intake: Intake;
  readonly worker: Pool;
  /** The keys that this copy keeps people's values under. */
  readonly subjects: SubjectKeys;
  /** Erasures that this process has obeyed, by digest: begun empty, all are obeyed once more. */
  readonly obeyed: Set<string>;
  /** Tells the hub what this copy has destroyed of an erasure, named by its digest. */
  readonly confirm: (digest: string, outcome: ObeyedErasure) => Promise<void>;
}

/**
 * Takes in all there is, waiting at most so many milliseconds for the first of it, folds it into the views, and destroys what it
 * says is to be destroyed. Answers whether anything came.
 */
export async function takeIn(copy: TakingIn, wait: number): Promise<boolean> {
  const { intake, worker, subjects } = copy;
  let came = false;
  for (let more = true; more;) {
    const taken = await intake.takeNext(came ? 0 : wait);
    came ||= taken.stored;
    ({ more } = taken);
    if (taken.stored) await followLedger(worker, subjects, COPY_VIEWS.projections);
  }
  await refoldViews(worker, subjects, COPY_VIEWS);
  await obey(copy);
  return came;
}

async function obey({ worker, subjects, obeyed, confirm }: TakingIn): Promise<void> {
  const told = (await toldErasures(worker, '', 'all')).filter(({ digest }) => !obeyed.has(digest));
  if (told.length === 0) return;
  const outcomes = await obeyErasures({ pool: worker, subjects, projections: COPY_VIEWS.projections }, told);
  for (const [at, { digest }] of told.entries()) {
    const outcome = outcomes[at];
    // Where it cannot be told, it is obeyed and told once more.
    if (outcome !== undefined) await confirm(digest, outcome);
    obeyed.add(digest);
  }
}
