import pg from 'pg';
import { log } from './log';

/** A handle on a listening connection. `ready` resolves when the first LISTEN stands. */
export interface Doorbell {
  readonly ready: Promise<void>;
  close(): Promise<void>;
}

const POLL_MILLISECONDS = 1_000;

/**
 * Calls back when a channel is notified, and once a second besides: NOTIFY may be lost, the poll may not (rule 7).
 * One connection of its own, reopened when it breaks. The callback never overlaps itself; a ring meanwhile rings again.
 */
export function openDoorbell(url: string, channel: string, onRing: () => Promise<void>): Doorbell {
  let client: pg.Client | undefined;
  let closed = false;
  let busy = false;
  let again = false;
  let answering = Promise.resolve();

  const ring = (): Promise<void> => {
    again = busy;
    if (!busy && !closed) answering = answer();
    return answering;
  };

  const answer = async (): Promise<void> => {
    busy = true;
    do {
      again = false;
      await onRing().catch((error: unknown) => {
        log.error({ error, channel }, 'A follower of the ledger failed and will be tried again');
      });
    } while ((again as boolean) && !closed);
    busy = false;
  };

  const listen = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: url });
    next.on('notification', () => void ring());
    next.on('error', () => {
      client = undefined;
    });
    await next.connect();
    await next.query(`listen ${pg.escapeIdentifier(channel)}`);
    client = next;
    await ring();
  };

  const timer = setInterval(() => {
    if (client === undefined) void listen().catch(() => undefined);
    else void ring();
  }, POLL_MILLISECONDS);

  return {
    ready: listen(),
    close: async () => {
      closed = true;
      clearInterval(timer);
      // Whoever closes takes away what the callback works with.
      await answering;
      await client?.end();
    },
  };
}
