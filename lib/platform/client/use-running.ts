import { useSyncExternalStore } from 'react';

const never = (): (() => void) => () => undefined;

/** Whether the page runs: it is shown as the server made it before, and hears nothing until then. */
export function useRunning(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
