import { setTimeout as pause } from 'node:timers/promises';
import { NotTakenUp } from '@/lib/ledger/server/require-taken-up';
import { Stop } from './say';

/** For so many milliseconds a change of a key is tried to be finished: as long as witnesses need that answer. */
const PATIENCE = 60_000;
const STEP = 1_000;

/** Does the last step of a key's change as soon as signer and witnesses went along with the first. Stops after a minute with the reason, and what stands. */
export async function whenTakenUp<Result>(step: () => Promise<Result>, stands: string): Promise<Result> {
  const until = Date.now() + PATIENCE;
  for (;;) {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof NotTakenUp)) throw error;
      if (Date.now() > until) throw new Stop(`${error.message} ${stands}`);
      await pause(STEP);
    }
  }
}
