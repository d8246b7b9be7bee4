import { mayDo, type Action } from '@/lib/partners/domain/policy';
import { Problem } from '@/lib/platform/server/problem';
import type { Actor } from './actor';

/** The first line of every use case: refuses an actor whose kind may not do this (deny by default). */
export function requireAction(actor: Actor, action: Action): void {
  if (!mayDo(actor.kind, action)) {
    throw new Problem(
      'NOT_PERMITTED',
      `A ${actor.kind} may not do this. Nothing was changed. Ask the loan's servicer if you think it should be done.`,
    );
  }
}
