import { hash } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import type { Fault } from '@/lib/ledger/domain/fault';
import { RECEIPTS } from '@/lib/ledger/domain/receipt';
import type { FactDraft } from '@/lib/ledger/server/fact-draft';
import type { SigningKey } from '@/lib/ledger/server/organisation-keys';
import { Receipts } from '@/lib/ledger/server/receipts';
import { createWorkPool } from '@/lib/platform/server/database';
import { LoanExited } from '@/lib/servicing/language/facts';
import { BorrowerNamed } from '@/lib/servicing/language/work-facts';
import type { RecordWrites } from '@/lib/servicing/server/erase-loan';
import type { ProofSources } from '@/lib/servicing/server/read-loan-proof';
import { openRebuildSpace } from './rebuilt-views';
import { findFaults } from './tamper/campaign';
import type { TestNetwork } from './test-network';
import { FIRST, idOf, openPast, SECOND, THIRD } from './test-past';

/** Names of borrowers that occur nowhere but where they were put: both of SECOND, one after the other. FIRST has the older, too. */
export const [OLDER, NEWER] = ['Canary Quillfeather', 'Canary Birdsong'];

/** A network with a past, of which FIRST and SECOND were paid off long ago and THIRD lives. */
export interface ErasureNetwork {
  readonly network: TestNetwork;
  readonly owner: Pool;
  readonly writes: RecordWrites;
  readonly sources: ProofSources;
  /** Our id of a loan, also after its number is gone. */
  loan(number: string): string;
  tell(number: string, definition: FactDraft['definition'], values: FactDraft['values']): Promise<void>;
  /** The tables of all schemas in which a text stands. */
  tablesWith(text: string): Promise<string[]>;
  /** All faults of ledger and views, as the operator's verify finds them. */
  faults(): Promise<readonly Fault[]>;
  close(): Promise<void>;
}

/** Makes it in a copy of the template database. */
export async function openErasures(templateUrl: string): Promise<ErasureNetwork> {
  const network = await openPast(templateUrl, () => Promise.resolve());
  const owner = createWorkPool(network.ownerUrl, 2);
  const space = await openRebuildSpace(network.ownerUrl, network.worker.subjects);
  const ids = new Map<string, string>();
  for (const number of [FIRST, SECOND, THIRD]) ids.set(number, await idOf(network, number));
  const tell: ErasureNetwork['tell'] = (number, definition, values) =>
    tellFact(network, { definition, stream: `loan/${ids.get(number) ?? ''}`, values, occurredAt: '2026-01-05', causes: [] });
  for (const name of [OLDER, NEWER]) await tell(SECOND, BorrowerNamed, { name, initials: 'CQ' });
  await tell(FIRST, BorrowerNamed, { name: `${OLDER} II`, initials: 'CQ' });
  const exit = { zeroBalanceCode: '01', effectiveOn: '2020-01-15', removalUpb: null, sourceFile: null, sourceLine: null };
  for (const number of [FIRST, SECOND]) await tell(number, LoanExited, exit);
  return {
    network, owner, tell, ...openRecord(network),
    loan: (number) => ids.get(number) ?? '',
    tablesWith: (text) => tablesWith(owner, text),
    faults: () => withinUndone(owner, (client) => findFaults(client, network, space)),
    async close() {
      await space.drop();
      await owner.end();
      await network.close();
    },
  }; // prettier-ignore
}

function openRecord({ worker, database }: TestNetwork): Pick<ErasureNetwork, 'writes' | 'sources'> {
  const { pool, ledger } = worker.context;
  const key = (organisation: string) => (): SigningKey => worker.keys.findOrCreate(organisation);
  const receipts = new Receipts(worker.origin, key(RECEIPTS));
  return {
    writes: { database, pool, ledger, subjects: worker.subjects, receipts },
    sources: { database, pool, hub: { origin: worker.origin, key: key('hub'), subjects: worker.subjects } },
  };
}

async function tellFact({ worker }: TestNetwork, fact: FactDraft): Promise<void> {
  // Idempotency keys are told to everyone who sees the commit: they say nothing of a person.
  const key = hash('sha256', JSON.stringify([fact.stream, fact.values]), 'base64url');
  const request = { organisation: 'servicer', actor: 'tester', idempotencyKey: key, fingerprint: key };
  await worker.context.ledger.commit({ ...request, signedAt: '2026-01-05T00:00:00.000Z', facts: [fact] });
}

async function tablesWith(owner: Pool, text: string): Promise<string[]> {
  const { rows: tables } = await owner.query<{ name: string }>(
    "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')",
  );
  const hits: string[] = [];
  for (const { name } of tables) {
    const { rowCount } = await owner.query(`select 1 from ${name} t where position($1 in t::text) > 0 limit 1`, [text]);
    if (rowCount !== 0) hits.push(name);
  }
  return hits;
}

async function withinUndone<Result>(pool: Pool, work: (client: PoolClient) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    return await work(client);
  } finally {
    await client.query('rollback');
    client.release();
  }
}
