import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import type { PartyKind } from '@/lib/partners/language/party-kind';
import type { Actor } from '@/lib/partners/server/actor';
import { sessionActor } from '@/lib/partners/server/request-actor';

/** Where each kind of party lands. */
export const LANDING: Readonly<Record<PartyKind, string>> = {
  servicer: '/triage',
  owner: '/portfolio',
  securitizer: '/exposure',
  homeowner: '/home',
};

/** Who reads this page, or undefined. */
export async function currentActor(): Promise<Actor | undefined> {
  return sessionActor((await headers()).get('cookie') ?? undefined);
}

/** Who reads this page; others are sent to sign in. It shows nothing by itself: each use case still asks who may. */
export async function pageActor(): Promise<Actor> {
  return (await currentActor()) ?? redirect('/sign-in');
}
