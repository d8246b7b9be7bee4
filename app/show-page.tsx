import { redirect } from 'next/navigation';
import type { ReactNode } from 'react';
import type { Temporal } from 'temporal-polyfill';
import { Past, PastRefused } from '@/components/platform/past';
import { findMoment, viewMoment, type Moment } from '@/lib/ledger/server/find-moment';
import type { Actor } from '@/lib/partners/server/actor';
import { dayOf, today } from '@/lib/platform/server/clock';
import { isProblem } from '@/lib/platform/server/problem';
import { runtime } from '@/lib/platform/server/runtime';
import { pageActor } from './current-actor';

/** A page's query parameters. */
export type Search = Promise<Readonly<Record<string, string | string[] | undefined>>>;

/** Who looks at a page, as of when, and the day that it is then. */
export interface Look {
  readonly actor: Actor;
  readonly today: Temporal.PlainDate;
  readonly past: boolean;
}

/** A page that can be read as of now or, by `asOf` in its address, of any moment of the record. */
export async function showPage(search: Search, render: (look: Look) => Promise<ReactNode>): Promise<ReactNode> {
  const actor = await pageActor();
  const { asOf } = await search;
  if (asOf === undefined) return <Past moment={undefined}>{await render({ actor, today: today(), past: false })}</Past>;
  const moment = await findOrRefusal(String(asOf));
  if (typeof moment === 'string') return <PastRefused reason={moment} />;
  const look = { actor: { ...actor, asOf: moment.position }, today: dayOf(moment.at), past: true };
  return <Past moment={viewMoment(moment)}>{await render(look)}</Past>;
}

/** Leads a page that is about the present alone out of the past. */
export async function presentOnly(search: Search, path: string): Promise<void> {
  if ((await search).asOf !== undefined) redirect(path);
}

async function findOrRefusal(asOf: string): Promise<Moment | string> {
  try {
    return await findMoment(runtime().pool, asOf);
  } catch (error) {
    if (isProblem(error)) return error.message;
    throw error;
  }
}
