import { join } from 'node:path';
import { RECEIPTS } from '@/lib/ledger/domain/receipt';
import { Ledger } from '@/lib/ledger/server/ledger';
import { OrganisationKeys, type SigningKey } from '@/lib/ledger/server/organisation-keys';
import type { FeedHub } from '@/lib/ledger/server/read-feed-ends';
import type { RecordSources } from '@/lib/ledger/server/read-entries';
import { Receipts } from '@/lib/ledger/server/receipts';
import { readCurrentLog } from '@/lib/ledger/server/read-lineage';
import { SubjectKeys } from '@/lib/ledger/server/subject-keys';
import { AccessLog } from '@/lib/partners/server/access-log';
import type { Actor } from '@/lib/partners/server/actor';
import { HUB } from '@/lib/ledger/language/facts';
import { Ring } from '@/lib/platform/server/ring';
import { runtime } from '@/lib/platform/server/runtime';
import type { RecordWrites } from '@/lib/servicing/server/erase-loan';
import type { ProofSources } from '@/lib/servicing/server/read-loan-proof';

interface Wired {
  readonly writes: RecordWrites;
  readonly hub: FeedHub;
  readonly access: AccessLog;
  readonly keys: OrganisationKeys;
  /** Rings when something is laid before an organisation that holds its own key. */
  readonly proposals: Ring;
}

let wired: Promise<Wired> | undefined;

/** The write side of the web process, wired once: ledger, keys outside Postgres, and the hub's own signing key. */
export function wiring(): Promise<Wired> {
  wired ??= wire();
  return wired;
}

async function wire(): Promise<Wired> {
  const { pool, database, databaseUrl, dataDirectory, secrets } = runtime();
  const { origin } = await readCurrentLog(pool);
  const keys = new OrganisationKeys(join(dataDirectory, 'keys'));
  const subjects = new SubjectKeys(dataDirectory);
  const ledger = new Ledger({ pool, origin, keys, requestSecret: secrets.requestSecret, subjects });
  const keyOf = (organisation: string): SigningKey => {
    const key = keys.find(organisation);
    if (key === undefined) throw new Error('The hub has no signing keys: the worker, which makes them, was never started here');
    return key;
  };
  return {
    writes: { database, pool, ledger, subjects, receipts: new Receipts(origin, () => keyOf(RECEIPTS)) },
    hub: { origin, key: () => keyOf(HUB), subjects },
    access: new AccessLog(ledger, secrets.requestSecret),
    keys,
    proposals: new Ring(databaseUrl, 'hearthline_proposal'),
  };
}

/** Tells the ledger that the actor looks at a loan's record; asked before it is shown. What a partner does with its own copy is its own business. */
export async function recordLook(actor: Actor, loanId: string): Promise<void> {
  if (runtime().follows !== undefined) return;
  await (await wiring()).access.record(actor, loanId, new Date());
}

/** What a record with its values is read from in this process. */
export async function recordSources(): Promise<RecordSources> {
  const { hub } = await wiring();
  return { database: runtime().database, subjects: hub.subjects };
}

/** What proofs are read from in this process. A copy holds no key of the hub's. */
export async function proofSources(): Promise<ProofSources> {
  const { database, pool, follows } = runtime();
  const { hub } = await wiring();
  return { database, pool, hub: follows === undefined ? hub : { ...hub, key: () => undefined } };
}
