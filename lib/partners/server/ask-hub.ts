import type { CopyFile } from '@/lib/ledger/server/copy-file';
import { readBounded } from '@/lib/ledger/server/read-bounded';
import { answerJson } from '@/lib/platform/server/answer';
import { Problem } from '@/lib/platform/server/problem';

const MOST_BYTES = 64 * 1024 * 1024;
/** Longer than the hub waits for two signatures, one after the other. */
const PATIENCE_MILLISECONDS = 60_000;

/**
 * Sends a copy's request on to its hub as it is, but for who asks: sessions of this node are nothing to the hub. Answers what the
 * hub answers. Throws {@link Problem} NOT_READY when that is no JSON, or breaks off, or does not come.
 */
export async function askHub(copy: Pick<CopyFile, 'hub' | 'key'>, request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const body = request.method === 'GET' ? undefined : await request.text();
  const response = await fetchFrom(copy, `${pathname}${search}`, { method: request.method, signal: request.signal, ...(body !== undefined && { body }) });
  return passOn(response.status, await readBounded(response, MOST_BYTES).catch(() => ''));
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
    throw new Problem('NOT_READY', 'The hub’s answer could not be read as JSON, so it was not passed on. It may have done what was asked: look again before you try again.');
  }
} // prettier-ignore

async function fetchFrom(
  { hub, key }: Pick<CopyFile, 'hub' | 'key'>,
  path: string,
  init: RequestInit & { signal: AbortSignal },
): Promise<Response> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const signal = AbortSignal.any([init.signal, AbortSignal.timeout(PATIENCE_MILLISECONDS)]);
  return fetch(new URL(path, hub), { ...init, headers, signal, redirect: 'error' }).catch(() => {
    throw new Problem('NOT_READY', `${hub} does not answer. Nothing was done: what your organisation says is signed there. Try again.`);
  });
} // prettier-ignore
