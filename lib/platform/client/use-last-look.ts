'use client';
import { useEffect, useState } from 'react';

/** The instant when this browser last opened a page, kept from visit to visit; undefined on the first and until it is known. */
export function useLastLook(page: string): string | undefined {
  const [since, setSince] = useState<string>();
  // Local storage is outside React, and is not there while the server renders.
  useEffect(() => {
    const key = `hearthline.looked.${page}`;
    const session = `hearthline.since.${page}`;
    const before = sessionStorage.getItem(session) ?? localStorage.getItem(key) ?? undefined;
    if (before !== undefined) sessionStorage.setItem(session, before);
    localStorage.setItem(key, new Date().toISOString());
    setSince(before);
  }, [page]);
  return since;
}
