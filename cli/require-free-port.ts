import { createServer } from 'node:net';
import type { Env } from '@/lib/platform/server/env';
import { Stop } from './say';

/** Stops in one line when somebody else listens where the pages shall be served. */
export function requireFreePort(env: Env): Promise<void> {
  return new Promise((resolvePort, reject) => {
    const probe = createServer();
    probe.once('error', () => {
      reject(new Stop(`Port ${String(env.PORT)} is taken. Nothing was started. Set PORT to a free one, for example: PORT=${String(env.PORT + 1)} npm start`));
    });
    probe.listen(env.PORT, env.HOST, () => probe.close(() => {
      resolvePort();
    }));
  }); // prettier-ignore
}
