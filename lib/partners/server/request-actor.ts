import { Problem } from '@/lib/platform/server/problem';
import { runtime } from '@/lib/platform/server/runtime';
import type { Actor } from './actor';
import { findActorByApiKey, findActorBySession } from './find-actor';
import { sessionTokenOf } from './session-claims';

const READS = new Set(['GET', 'HEAD']);

/** Who sends a request: the holder of an API key, or of a session. Throws {@link Problem} NOT_SIGNED_IN. */
export async function requestActor(request: Request): Promise<Actor> {
  const actor = await identify(request.method, request.headers);
  if (actor !== undefined) return actor;
  throw new Problem('NOT_SIGNED_IN', 'No one is signed in. Nothing was done. Sign in, or send an API key as a Bearer token.');
}

async function identify(method: string, headers: Headers): Promise<Actor | undefined> {
  const { database } = runtime();
  const bearer = /^Bearer (\S+)$/i.exec(headers.get('authorization') ?? '')?.[1];
  if (bearer !== undefined) return findActorByApiKey(database, bearer, new Date());
  // A cookie rides along with any request a page elsewhere provokes; a browser cannot forge Origin (security T3, csrf).
  if (!READS.has(method)) requireSameOrigin(headers);
  return sessionActor(headers.get('cookie') ?? undefined);
}

/** The actor behind a Cookie header, or undefined. */
export async function sessionActor(cookieHeader: string | undefined): Promise<Actor | undefined> {
  const { database, secrets } = runtime();
  const token = await sessionTokenOf(cookieHeader, secrets.sessionSecret);
  return token === undefined ? undefined : findActorBySession(database, token, new Date());
}

/** Refuses a request that a page of another site provoked. Throws {@link Problem}. */
export function requireSameOrigin(headers: Headers): void {
  const origin = headers.get('origin') ?? '';
  if (URL.canParse(origin) && new URL(origin).host === headers.get('host')) return;
  throw new Problem('NOT_PERMITTED', 'This request came from another site. Nothing was done.');
}
