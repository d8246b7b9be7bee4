'use client';
import { useSyncExternalStore } from 'react';
import { useMoment } from './moment';

/** Instants found in storage, by page: read once a visit, so that looking does not itself move what is compared with. */
const found = new Map<string, string | undefined>();

/** The instant when this browser last opened a page before this visit; undefined on the first visit, as of the past, and while the server renders. */
export function useLastLook(page: string): string | undefined {
  const past = useMoment() !== undefined;
  return useSyncExternalStore(subscribeToNothing, past ? serverKnowsNone : () => lastLook(page), serverKnowsNone);
}

function lastLook(page: string): string | undefined {
  if (!found.has(page)) {
    const visit = `hearthline.since.${page}`;
    const key = `hearthline.looked.${page}`;
    const before = sessionStorage.getItem(visit) ?? localStorage.getItem(key) ?? undefined;
    if (before !== undefined) sessionStorage.setItem(visit, before);
    localStorage.setItem(key, new Date().toISOString());
    found.set(page, before);
  }
  return found.get(page);
}

function subscribeToNothing(): () => void {
  return () => undefined;
}

function serverKnowsNone(): undefined {
  return undefined;
}
