import type { Custody } from '@/lib/partners/language/custody';

/**
 * How a place that may hold an organisation's key (a browser, a directory) stands to what the ledger says:
 * `hub` and `elsewhere`, who else signs while it holds none; `begun`, a change to its key that is not finished; `here`, its key
 * signs; `retired`, its key signs no more; `other-log`, its key is for another log than this hub's.
 */
export type HolderStanding = 'hub' | 'elsewhere' | 'begun' | 'here' | 'retired' | 'other-log';

/** What a place holds: a key by id (the SHA-256 of the raw public key, hex), for the log that it first met. */
export interface Holding {
  readonly origin: string;
  readonly keyId: string;
}

/** Where a place stands. `custody` is the hub's word. */
export function holderStanding({ origin, keys }: Custody, held: Holding | undefined): HolderStanding {
  const inForce = keys.filter((key) => key.inForce);
  if (held === undefined) return inForce.some(({ custody }) => custody === 'organisation') ? 'elsewhere' : 'hub';
  if (held.origin !== origin) return 'other-log';
  const own = keys.find(({ keyId }) => keyId === held.keyId);
  if (own?.inForce === false) return 'retired';
  return own !== undefined && inForce.length === 1 ? 'here' : 'begun';
}
