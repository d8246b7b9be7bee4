import { answerProblem } from '@/lib/platform/server/answer';
import { Problem } from '@/lib/platform/server/problem';
import { runtime, type Runtime } from '@/lib/platform/server/runtime';
import type { Actor } from './actor';
import { requestActor } from './request-actor';

export interface Asked<Params> {
  readonly request: Request;
  readonly actor: Actor;
  readonly params: Params;
  readonly runtime: Runtime;
}

type Context<Params> = { readonly params: Promise<Params> };

/** A route handler for one who is signed in: finds the actor, answers, and turns every error into a problem. */
export function withActor<Params = Record<string, never>>(
  handle: (asked: Asked<Params>) => Promise<Response>,
): (request: Request, context: Context<Params>) => Promise<Response> {
  return async (request, context) => {
    try {
      const actor = await requestActor(request);
      return await handle({ request, actor, params: await context.params, runtime: runtime() });
    } catch (error) {
      return answerProblem(error);
    }
  };
}

/** The Idempotency-Key header, bound to the organisation by the ledger. Throws {@link Problem} when it is missing. */
export function idempotencyKeyOf(request: Request): string {
  const key = request.headers.get('idempotency-key');
  if (key !== null && key !== '') return key;
  throw new Problem(
    'IDEMPOTENCY_KEY_REQUIRED',
    'This request changes something and has no Idempotency-Key header. Nothing was saved. Send one of your choice.',
  );
}
