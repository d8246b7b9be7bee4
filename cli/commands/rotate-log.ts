import type { Pool } from 'pg';
import { formatVkey, parseVkey } from '@/lib/ledger/domain/note-key';
import { sha256 } from '@/lib/ledger/server/hashing';
import { readCurrentLog } from '@/lib/ledger/server/read-lineage';
import { NotTakenUp } from '@/lib/ledger/server/require-taken-up';
import { beginRotation, distrustLogKey, finishRotation } from '@/lib/ledger/server/rotate-log-key';
import { createWorkPool } from '@/lib/platform/server/database';
import { withProduct } from '../find-product';
import { say, Stop } from '../say';
import { findLogKeys, signerHome } from '../signer-memory';
import { whenTakenUp } from '../when-taken-up';

/** Where the log's keys lie, its name, and connections to its database. */
export interface LogPlace {
  readonly pool: Pool;
  readonly home: string;
  readonly origin: string;
}

/** Begins to replace the log's key, or says again what stands. */
export function beginLog(): Promise<void> {
  return withLog(async (log) => {
    const next = formatVkey(await beginRotation(log).catch(stopInWords));
    say(`${next}\nThis key signs beside the one in force from now on. Finish with: keys rotate-log --finish`);
  });
}

/** Withdraws the old key, and answers it. `since` is an instant from which it was compromised. */
export function finishLog(since: string | undefined): Promise<string> {
  return withLog(async (log) => {
    const seconds = since === undefined ? undefined : readInstant(since);
    const vkey = formatVkey(await finishRotation({ ...log, since: seconds }).catch(stopInWords));
    const counts =
      since === undefined ? 'What it signed stays good.' : 'What it alone signed counts where witnesses saw it before.';
    say(`${vkey} signs no more, and its secret is destroyed. ${counts}`);
    return vkey;
  });
}

/** Replaces the log's key as a drill does: begins, and finishes as soon as the witnesses go by the new key. */
export function rotateLog(): Promise<void> {
  return withLog(async (log) => {
    const next = formatVkey(await beginRotation(log).catch(stopInWords));
    await whenTakenUp(() => finishRotation(log), 'Both keys sign. Finish later with: keys rotate-log --finish');
    say(`The log: ${next} signs from now on.`);
  });
}

/** Answers whether a verifier key was one of this log's: then the key in force says that it is not trusted from an instant on. */
export function distrustLog(vkey: string, since: string): Promise<boolean> {
  const key = parseVkey(vkey, sha256);
  return withProduct(async ({ ownerUrl, dataDirectory }) => {
    const pool = createWorkPool(ownerUrl, 1);
    try {
      const era = await readCurrentLog(pool);
      if (key?.name !== era.origin || findLogKeys(dataDirectory, era) === undefined) return false;
      const place = { pool, home: signerHome(dataDirectory, era.number), origin: era.origin };
      await distrustLogKey(place, key, readInstant(since)).catch(stopInWords);
      return true;
    } finally {
      await pool.end();
    }
  });
}

/** Works on the log of this data directory, whose key must lie here. */
export function withLog<Result>(work: (log: LogPlace) => Promise<Result>): Promise<Result> {
  return withProduct(async ({ ownerUrl, dataDirectory }) => {
    const pool = createWorkPool(ownerUrl, 2);
    try {
      const era = await readCurrentLog(pool);
      if (findLogKeys(dataDirectory, era) === undefined)
        throw new Stop('The log’s key is not in this data directory. Nothing was changed. Run this where the signer runs.');
      return await work({ pool, home: signerHome(dataDirectory, era.number), origin: era.origin });
    } finally {
      await pool.end();
    }
  });
}

function readInstant(text: string): number {
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds))
    throw new Stop(`${text} is no instant. Nothing was changed. Write it like 2026-11-27T08:00:00Z.`, 2);
  return Math.floor(milliseconds / 1000);
}

function stopInWords(error: unknown): never {
  throw error instanceof NotTakenUp ? new Stop(`${error.message} Nothing was changed.`) : error;
}
