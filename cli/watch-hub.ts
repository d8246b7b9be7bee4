import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { IntakeSource } from '@/lib/ledger/server/intake-source';
import { keepToldAlarms } from '@/lib/ledger/server/told-alarms';
import { WitnessedWatch } from '@/lib/ledger/server/witnessed-watch';
import { log } from '@/lib/platform/server/log';

const EVERY_MILLISECONDS = 10_000;

/** Asks, beside the feed and never in its way, what the hub says against its own record and what the witnesses hold beyond it. Never ends. */
export async function watchHub(pool: Pool, source: IntakeSource): Promise<never> {
  const watch = new WitnessedWatch({ pool, source, now: () => Math.floor(Date.now() / 1000) });
  for (;;) {
    await look(watch, pool, source).catch((error: unknown) => {
      log.error({ error }, 'What is held against the hub could not be looked at. It is looked at again');
    });
    await pause(EVERY_MILLISECONDS);
  }
}

/** That the hub is away is told where its pages are asked for. */
async function look(watch: WitnessedWatch, pool: Pool, source: IntakeSource): Promise<void> {
  await watch.look();
  await keepToldAlarms(pool, source);
}
