import { setTimeout as pause } from 'node:timers/promises';
import { NotTakenUp } from '@/lib/ledger/server/require-taken-up';
import { isProblem } from '@/lib/platform/server/problem';
import { Stop } from './say';

/** For so many milliseconds a change of a key is tried to be finished: as long as witnesses need that answer. */
const PATIENCE = 60_000;
/** Milliseconds from one try to the next. */
const STEP = 1_000;

/** Does a step of a key's change as soon as others (views, signer, witnesses) went along with the one before. Stops after a minute with the reason, and what stands. */
export async function whenTakenUp<Result>(step: () => Promise<Result>, stands: string, between = STEP): Promise<Result> {
  const until = Date.now() + PATIENCE;
  for (;;) {
    try {
      return await step();
    } catch (error) {
      if (!isNotYet(error)) throw error;
      if (Date.now() > until) throw new Stop(`${error.message} ${stands}`);
      await pause(between);
    }
  }
}

function isNotYet(error: unknown): error is Error {
  return error instanceof NotTakenUp || (isProblem(error) && error.code === 'NOT_READY');
}
