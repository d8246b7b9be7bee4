import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { z } from 'zod';
import { ED25519 } from '@/lib/ledger/domain/note-key';
import { defineFact } from '@/lib/ledger/language/define-fact';
import { createPool } from '@/lib/platform/server/database';
import { createTestDatabase } from '@/lib/platform/server/test-database';
import { CheckpointSigner } from './checkpoint-signer';
import { Ledger } from './ledger';
import { readLogKeys, type LogKeys } from './log-keyring';
import { openNoteSigner, type NoteSigner } from './note-signer';
import { OrganisationKeys } from './organisation-keys';
import { recordHeads } from './record-heads';
import { SignerState } from './signer-state';
import { SubjectKeys } from './subject-keys';

export const TEST_ORIGIN = 'test.example/1';
const Noted = defineFact({
  type: 'Noted',
  version: 1,
  about: 'payment-history',
  fields: { text: { schema: z.string(), group: 'payment-history', meaning: 'A word' } },
});

/** A log with its signer on a database of its own. */
export interface TestLog {
  readonly ownerUrl: string;
  readonly app: Pool;
  readonly signer: Pool;
  /** By its first key. */
  readonly log: NoteSigner;
  /** Its keys now, in the directory that they were opened in. */
  readonly keys: () => LogKeys;
  /** What this log's own signer remembers. */
  readonly state: SignerState;
  /** Appends entries and signs a checkpoint over them; answers its size. */
  grow(count: number): Promise<number>;
  /** Appends entries that only the log's own signer has not seen yet. */
  append(count: number): Promise<void>;
  /** Takes a checkpoint out, as the database's superuser can. */
  cut(size: number): Promise<void>;
  /** Marks the database as restored from a copy, as the restore command does. */
  mark(): Promise<void>;
  /** Lets entries be appended in spite of what was lost, as the database's superuser can. */
  force(): Promise<void>;
  close(): Promise<void>;
  drop(): Promise<void>;
}

/** Opens a log in a copy of a database: of the empty template, or of another log as a backup of it would be. `keys` holds its keys. */
export async function openTestLog(copyOf: string, keys: string, restored = false): Promise<TestLog> {
  const test = await createTestDatabase(copyOf);
  const pools = {
    owner: createPool(test.ownerUrl, 1),
    app: createPool(test.appUrl, 3),
    worker: createPool(test.workerUrl, 3),
    signer: createPool(test.signerUrl, 3),
  };
  const organisations = new OrganisationKeys(join(keys, 'keys'));
  if (!restored) await found(pools.owner, organisations);
  const subjects = new SubjectKeys(keys);
  const ledger = new Ledger({ pool: pools.worker, origin: TEST_ORIGIN, keys: organisations, requestSecret: 'secret', subjects });
  const log = openNoteSigner(join(keys, 'log.pem'), TEST_ORIGIN, ED25519);
  const state = new SignerState(join(mkdtempSync(join(tmpdir(), 'hearthline-log-')), 'signed.json'));
  const logKeys = (): LogKeys => readLogKeys(keys, TEST_ORIGIN);
  const signer = new CheckpointSigner({ pool: pools.signer, origin: TEST_ORIGIN, state, keys: logKeys });
  const append = async (count: number): Promise<void> => {
    await note(ledger, count);
    await recordHeads(pools.worker, ledger, new Date());
  };
  return {
    ownerUrl: test.ownerUrl, app: pools.app, signer: pools.signer, log, keys: logKeys, state, append,
    async grow(count) {
      if (count > 0) await append(count);
      return (await signer.signNext()) ?? 0;
    },
    async cut(size) {
      await pools.owner.query('alter table ledger.checkpoint disable trigger append_only');
      await pools.owner.query('delete from ledger.checkpoint where size = $1', [size]);
      await pools.owner.query('alter table ledger.checkpoint enable always trigger append_only');
    },
    async mark() {
      await pools.owner.query('insert into ledger.restored (taken_at, size) select now(), size from ledger.head');
    },
    async force() {
      await pools.owner.query('alter table ledger.commit disable trigger refuse_behind');
    },
    async close() {
      for (const pool of Object.values(pools)) await pool.end();
    },
    drop: () => test.drop(),
  }; // prettier-ignore
}

async function found(owner: Pool, keys: OrganisationKeys): Promise<void> {
  await owner.query('insert into ledger.log values (true, $1)', [TEST_ORIGIN]);
  for (const organisation of ['orgA', 'hub']) {
    const key = keys.findOrCreate(organisation);
    await owner.query('insert into partners.signing_key values ($1, $2, $3, 0)', [key.keyId, organisation, key.publicKey]);
  }
  await owner.query("insert into platform.cursor values ('partners', 1000000)");
}

let noted = 0;

async function note(ledger: Ledger, count: number): Promise<void> {
  const facts = Array.from({ length: count }, () => {
    const values = { text: `word ${String((noted += 1))}` };
    return { definition: Noted, stream: `loan/${String(noted % 50)}`, values, occurredAt: '2026-11-01', causes: [] };
  });
  const request = { organisation: 'orgA', actor: 'tester', idempotencyKey: `note-${String(noted)}`, fingerprint: noted };
  await ledger.commit({ ...request, signedAt: '2026-11-02T00:00:00.000Z', facts });
}
