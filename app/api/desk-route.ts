import { readBounded } from '@/lib/ledger/server/read-bounded';
import { readCopyFile } from '@/lib/ledger/server/copy-file';
import { requestActor } from '@/lib/partners/server/request-actor';
import { requireAction } from '@/lib/partners/server/require-action';
import type { withActor } from '@/lib/partners/server/with-actor';
import { answerJson, answerProblem } from '@/lib/platform/server/answer';
import { Problem } from '@/lib/platform/server/problem';
import { runtime } from '@/lib/platform/server/runtime';

const MOST_BYTES = 64 * 1024 * 1024;
/** Longer than the hub waits for two signatures, one after the other. */
const PATIENCE_MILLISECONDS = 60_000;

/** Whoever asked has closed the connection (nginx's code for it). */
const GONE = 499;

/**
 * A route of the signing desk. The desk is the hub's: a partner's own copy asks there for its own people, with its organisation's
 * API key. So the page that signs can come from the copy, whose code its partner has chosen.
 */
export function deskRoute<Params = Record<string, never>>(
  action: 'sign-commits' | 'change-custody',
  here: ReturnType<typeof withActor<Params>>,
): ReturnType<typeof withActor<Params>> {
  return async (request, context) => {
    if (runtime().follows === undefined) return here(request, context);
    try {
      requireAction(await requestActor(request), action);
      return await askHub(request);
    } catch (error) {
      // A page that was left while it waited: nobody hears the answer, and it is no fault of ours.
      if (request.signal.aborted) return new Response(null, { status: GONE });
      return answerProblem(error);
    }
  };
}

/** Sends the request on as it is, but for who asks: sessions of this node are nothing to the hub. */
async function askHub(request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const body = request.method === 'GET' ? undefined : await request.text();
  const response = await fetchHub(`${pathname}${search}`, { method: request.method, signal: request.signal, ...(body !== undefined && { body }) });
  return passOn(response.status, await readBounded(response, MOST_BYTES));
} // prettier-ignore

/** Only JSON is passed on, written anew and named by this copy: a hub must not run script on the page that holds a partner's key. */
function passOn(status: number, text: string): Response {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  return answerJson(parseJson(text), { status, headers: { 'content-type': type } });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem('NOT_READY', 'The hub answered with something that is no JSON, so it was not passed on. It may have done what was asked: look again before you try again.');
  }
} // prettier-ignore

async function fetchHub(path: string, init: RequestInit & { signal: AbortSignal }): Promise<Response> {
  const file = readCopyFile(runtime().dataDirectory);
  if (file === undefined) throw new Error('This data directory holds no copy');
  const headers = { authorization: `Bearer ${file.key}`, 'content-type': 'application/json' };
  const signal = AbortSignal.any([init.signal, AbortSignal.timeout(PATIENCE_MILLISECONDS)]);
  return fetch(new URL(path, file.hub), { ...init, headers, signal, redirect: 'error' }).catch(() => {
    throw new Problem('NOT_READY', `${file.hub} does not answer. Nothing was done: what your organisation says is signed there. Try again.`);
  });
} // prettier-ignore
