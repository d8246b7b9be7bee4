import { log } from '@/lib/platform/server/log';

/** Does something at every so many milliseconds, but never begins it again before it has ended; a failure is logged, and it is tried again. */
export function byTheClock(milliseconds: number, work: () => Promise<unknown>): NodeJS.Timeout {
  let working = false;
  const once = async (): Promise<void> => {
    if (working) return;
    working = true;
    await work().catch((error: unknown) => {
      log.error({ error }, 'Something that is done by the clock failed and will be tried again');
    });
    working = false;
  };
  return setInterval(() => void once(), milliseconds);
}
