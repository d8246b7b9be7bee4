'use client';
import { useEffect, useRef } from 'react';

export interface TriageKeys {
  readonly move: (by: 1 | -1) => void;
  readonly open: () => void;
  readonly acknowledge: () => void;
  readonly assign: () => void;
}

/** Single keys for the triage list; never while someone types, presses a modifier, or has focus on a control (WCAG 2.1.4). */
export function useTriageKeys(keys: TriageKeys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  // The keyboard of the whole page is outside React.
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const control =
        event.target instanceof HTMLElement ? event.target.closest('input, textarea, select, button, a, summary, dialog') : null;
      const typing = control !== null && !control.matches('[data-row]');
      if (typing && (control.matches('input, textarea, select, dialog') || event.key === 'Enter')) return;
      const action = ACTIONS[event.key.toLowerCase()];
      if (action === undefined) return;
      event.preventDefault();
      action(latest.current);
    };
    document.addEventListener('keydown', listen);
    return () => { document.removeEventListener('keydown', listen); }; // prettier-ignore
  }, []);
}

const ACTIONS: Readonly<Record<string, (keys: TriageKeys) => void>> = {
  j: (keys) => { keys.move(1); },
  k: (keys) => { keys.move(-1); },
  enter: (keys) => { keys.open(); },
  e: (keys) => { keys.acknowledge(); },
  a: (keys) => { keys.assign(); },
}; // prettier-ignore
