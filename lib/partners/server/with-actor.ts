import type { Temporal } from 'temporal-polyfill';
import { findMoment, viewMoment } from '@/lib/ledger/server/find-moment';
import { answerJson, answerProblem } from '@/lib/platform/server/answer';
import { dayOf, today } from '@/lib/platform/server/clock';
import { Problem } from '@/lib/platform/server/problem';
import { runtime, type Runtime } from '@/lib/platform/server/runtime';
import type { Actor } from './actor';
import { requestActor } from './request-actor';
import { refuseOnCopy } from './refuse-on-copy';
import { refuseAsOf } from './require-action';

export interface Asked<Params> {
  readonly request: Request;
  readonly actor: Actor;
  readonly params: Params;
  readonly runtime: Runtime;
}

type Context<Params> = { readonly params: Promise<Params> };

type Handler<Params> = (request: Request, context: Context<Params>) => Promise<Response>;

/**
 * A route handler for one who is signed in: finds the actor, answers, and turns every error into a problem. It is about the
 * present alone: `asOf` is refused.
 */
export function withActor<Params = Record<string, never>>(handle: (asked: Asked<Params>) => Promise<Response>): Handler<Params> {
  return async (request, context) => {
    try {
      const actor = await requestActor(request);
      if (request.method !== 'GET') refuseOnCopy();
      if (asOfOf(request) !== null) refuseAsOf();
      return await handle({ request, actor, params: await context.params, runtime: runtime() });
    } catch (error) {
      return answerProblem(error);
    }
  };
}

/** What is asked of a view: also as of when. `actor` looks at that moment and `today` is its day. */
export interface Viewed<Params> extends Asked<Params> {
  readonly today: Temporal.PlainDate;
  /** Answers what was read, and names the moment if the past was asked for. */
  readonly answer: (body: object, init?: { headers?: Record<string, string> }) => Response;
}

/** The same for what can be read as of any moment of the record: now, or the one that `asOf` names. */
export function withView<Params = Record<string, never>>(handle: (asked: Viewed<Params>) => Promise<Response>): Handler<Params> {
  return async (request, context) => {
    try {
      const actor = await requestActor(request);
      const { pool } = runtime();
      const asOf = asOfOf(request);
      const moment = asOf === null ? undefined : await findMoment(pool, asOf);
      return await handle({
        request,
        actor: { ...actor, asOf: moment?.position },
        params: await context.params,
        runtime: runtime(),
        today: moment === undefined ? today() : dayOf(moment.at),
        answer: (body, init) => answerJson(moment === undefined ? body : { ...body, asOf: viewMoment(moment) }, init),
      });
    } catch (error) {
      return answerProblem(error);
    }
  };
}

function asOfOf(request: Request): string | null {
  return new URL(request.url).searchParams.get('asOf');
}

/** The Idempotency-Key header, bound to the organisation by the ledger. Throws {@link Problem} when it is missing, or one of those that tapes use. */
export function idempotencyKeyOf(request: Request): string {
  const key = request.headers.get('idempotency-key');
  // A tape takes effect where the commit with its manifest's key stands, and the rest is what the product itself says once.
  if (key !== null && /^(tape|key|calendar|book)\/|^join$/.test(key))
    throw new Problem(
      'INVALID_IDEMPOTENCY_KEY',
      'Keys that begin with tape/, key/, calendar/ or book/ are the product’s own. Nothing was saved. Choose another key.',
    );
  if (key !== null && key !== '') return key;
  throw new Problem(
    'IDEMPOTENCY_KEY_REQUIRED',
    'This request changes something and has no Idempotency-Key header. Nothing was saved. Send one of your choice.',
  );
}
