import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { becomeCopy } from '@/lib/ledger/server/become-copy';
import { Intake } from '@/lib/ledger/server/intake';
import type { IntakeSource } from '@/lib/ledger/server/intake-source';
import { SubjectKeys } from '@/lib/ledger/server/subject-keys';
import { readAlarms } from '@/lib/ledger/server/read-alarms';
import { readFeedEnds } from '@/lib/ledger/server/read-feed-ends';
import { readConsistency } from '@/lib/ledger/server/read-surface';
import { readPolicyText } from '@/lib/ledger/server/witness-policy';
import { toBase64 } from '@/lib/ledger/domain/bytes';
import { writePolicy } from '@/lib/partners/server/write-policy';
import { createDatabase, createPool, createWorkPool, type Database } from '@/lib/platform/server/database';
import { createTestDatabase } from '@/lib/platform/server/test-database';
import { answerFeed } from '@/app/feed/answer-feed';
import type { TestNetwork } from './test-network';
import { takeIn, type TakingIn } from './take-in';

/** A copy of a test network that one organisation keeps, in a database of its own. */
export interface TestCopy extends TakingIn {
  readonly database: Database;
  readonly app: Pool;
  readonly follower: Pool;
  readonly owner: Pool;
  readonly source: IntakeSource;
  /** Digests of the erasures that it said it obeyed. */
  readonly told: readonly string[];
  /** Takes in all there is. */
  catchUp(): Promise<void>;
  close(): Promise<void>;
}

/** The hub's answers as they come over the wire, without the wire. */
export function feedOf({ database, app: pool, worker }: TestNetwork, organisation: string): IntakeSource {
  const { subjects } = worker;
  const hub = { origin: worker.origin, key: () => worker.keys.findOrCreate('hub'), subjects };
  const sent = (answer: unknown): unknown => JSON.parse(JSON.stringify(answer));
  return {
    page: async ({ after, keys, wait }) =>
      sent(
        await answerFeed({ database, pool, subjects, cursorKey: 'cursor key' }, organisation, {
          after: after ?? undefined,
          keys: keys ?? undefined,
          wait,
        }),
      ),
    ends: async (streams) => sent(await readFeedEnds({ database, pool, hub }, organisation, streams)),
    growth: async (from, to) => (await readConsistency(pool, from, to))?.map(toBase64),
    policy: () => readPolicyText(pool),
    alarms: async () => sent(await readAlarms(pool)),
  };
}

/** Opens a copy in a database made from the template. What `alter` does to a page on its way is done to each. */
export async function openTestCopy(
  network: TestNetwork,
  { organisation, templateUrl, source = feedOf(network, organisation) }: { organisation: string; templateUrl: string; source?: IntakeSource },
): Promise<TestCopy> {
  const test = await createTestDatabase(templateUrl);
  const owner = createPool(test.ownerUrl, 1);
  const policy = await readPolicyText(network.worker.context.pool);
  await becomeCopy(owner, { hub: 'http://hub.example', organisation, policy });
  await writePolicy(owner);
  const pools = { app: createPool(test.appUrl, 2), follower: createPool(test.followerUrl, 2), worker: createWorkPool(test.workerUrl, 2) };
  const database = createDatabase(test.appUrl, 4);
  const subjects = new SubjectKeys(mkdtempSync(join(tmpdir(), 'hearthline-copy-')));
  const obeyed = new Set<string>();
  const told: string[] = [];
  const confirm = (digest: string): Promise<void> => Promise.resolve(void told.push(digest));
  const intake = new Intake(pools.follower, subjects, source);
  return {
    ...pools, owner, database, intake, source, subjects, obeyed, confirm, told,
    async catchUp() {
      await takeIn({ intake, subjects, obeyed, confirm, worker: pools.worker }, 0);
    },
    async close() {
      await database.$disconnect();
      subjects.close();
      for (const pool of [owner, ...Object.values(pools)]) await pool.end();
      await test.drop();
    },
  };
} // prettier-ignore
