import { mayDo, type Action } from '@/lib/partners/domain/policy';
import { Problem } from '@/lib/platform/server/problem';
import type { Actor } from './actor';

/** What every room can show as of the past. All else is about the present alone. */
const OF_THE_PAST: readonly Action[] = ['read-alerts', 'read-portfolio', 'read-exposure', 'read-loans', 'read-home'];

/** Says that there is nothing to do or to read here as of the past. Throws {@link Problem} AS_OF_REFUSED. */
export function refuseAsOf(): never {
  throw new Problem('AS_OF_REFUSED', 'This can only be done or read as of now. Nothing was done. Ask again without asOf.');
}

/** The first line of every use case: refuses an actor whose kind may not do this (deny by default), or who looks at the past. */
export function requireAction(actor: Actor, action: Action): void {
  if (actor.asOf !== undefined && !OF_THE_PAST.includes(action)) refuseAsOf();
  if (!mayDo(actor.kind, action)) {
    throw new Problem(
      'NOT_PERMITTED',
      `A ${actor.kind} may not do this. Nothing was changed. Ask the loan's servicer if you think it should be done.`,
    );
  }
}
