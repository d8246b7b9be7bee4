import type { Pool } from 'pg';
import { followLedger } from '@/lib/ledger/server/follow-ledger';
import type { Intake } from '@/lib/ledger/server/intake';
import { refoldViews } from '@/lib/ledger/server/refold';
import type { SubjectKeys } from '@/lib/ledger/server/subject-keys';
import { COPY_VIEWS } from './projections';

/** What takes a hub's feed into a copy: the intake, and connections as the worker, which folds the views. */
export interface TakingIn {
  readonly intake: Intake;
  readonly worker: Pool;
  /** The keys that this copy keeps people's values under. */
  readonly subjects: SubjectKeys;
}

/** Takes in all there is, waiting at most so many milliseconds for the first of it, and folds it into the views. Answers whether anything came. */
export async function takeIn({ intake, worker, subjects }: TakingIn, wait: number): Promise<boolean> {
  let came = false;
  for (let more = true; more;) {
    const taken = await intake.takeNext(came ? 0 : wait);
    came ||= taken.stored;
    ({ more } = taken);
    if (taken.stored) await followLedger(worker, subjects, COPY_VIEWS.projections);
  }
  await refoldViews(worker, subjects, COPY_VIEWS);
  return came;
}
