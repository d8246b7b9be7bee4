import type { Pool, PoolClient } from 'pg';
import { describeFault, type Fault } from '@/lib/ledger/domain/fault';
import { findViewFaults } from '@/lib/ledger/server/compare-views';
import { SubjectKeys } from '@/lib/ledger/server/subject-keys';
import { readLineage } from '@/lib/ledger/server/read-lineage';
import { verifyLedger } from '@/lib/ledger/server/verify-ledger';
import { createWorkPool } from '@/lib/platform/server/database';
import { ALL_FACTS } from '../all-facts';
import { withProduct } from '../find-product';
import { readArgs } from '../read-args';
import { openRebuildSpace, type RebuildSpace } from '../rebuilt-views';
import { say, Stop } from '../say';
import { readSignerMemory } from '../signer-memory';

const USAGE = `Usage: verify [--json]
Re-reads every stored byte of the ledger and recomputes it: fields, headers, chains, signatures, order and root; tiles, map and
ends of streams; checkpoints, against what the signer of this data directory remembers; views, against a rebuild from nothing in a database of its
own, which is dropped again.
Exit code 1 and the faults, if there are any. Speaks to Postgres; the product must be running or DATABASE_URL set.`;

const MOST_SHOWN = 50;

/** SQLSTATE. */
const INSUFFICIENT_PRIVILEGE = '42501';

/** A copy holds parts of commits and streams of a log that is elsewhere. */
async function refuseCopy(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ hub: string }>('select hub from ledger.intake');
  if (rows[0] === undefined) return;
  await pool.end();
  throw new Stop(`This is a copy of ${rows[0].hub}: all of it was checked as it came. Nothing was done. verify is for a hub.`);
}

/** `verify`: the operator's check of the whole ledger. */
export async function verify(args: readonly string[]): Promise<number> {
  const { values } = readArgs(args, { json: { type: 'boolean' } }, USAGE);
  const verdict = await withProduct(async ({ ownerUrl, dataDirectory }) => {
    const pool = createWorkPool(ownerUrl, 1);
    await refuseCopy(pool);
    // What the signer remembers is read first: what is signed meanwhile is then no surprise.
    const signer = readSignerMemory(dataDirectory, await readLineage(pool));
    const subjects = new SubjectKeys(dataDirectory);
    const space = await openSpace(ownerUrl, subjects);
    const compareIn = (own: RebuildSpace) => (client: PoolClient) => own.use((views) => findViewFaults(client, views));
    const options = {
      subjects,
      definitions: ALL_FACTS,
      onProgress: showProgress,
      ...(signer && { signer }),
      ...(space && { compareViews: compareIn(space) }),
    };
    return verifyLedger(pool, options).finally(async () => {
      await pool.end();
      await space?.drop();
    });
  });
  if (process.stderr.isTTY) say('');
  if (values.json === true) process.stdout.write(`${JSON.stringify(verdict, null, 2)}\n`);
  else tell(verdict);
  return verdict.faults.length === 0 ? 0 : 1;
}

/** Where views are rebuilt. An owner who may make no database is told what is left out. */
async function openSpace(ownerUrl: string, subjects: SubjectKeys): Promise<RebuildSpace | undefined> {
  try {
    return await openRebuildSpace(ownerUrl, subjects);
  } catch (error) {
    if ((error as { code?: string }).code !== INSUFFICIENT_PRIVILEGE) throw error;
    say('The views are not compared: this owner may not create a database to rebuild them in.');
    return undefined;
  }
}

function showProgress(done: number, total: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${done.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} entries`);
}

function tell(verdict: { size: number; root: string; faults: readonly Fault[] }): void {
  if (verdict.faults.length === 0) {
    process.stdout.write(`Sound: ${verdict.size.toLocaleString('en-US')} entries, root ${verdict.root}\n`);
    return;
  }
  process.stdout.write(
    `${String(verdict.faults.length)} fault${verdict.faults.length === 1 ? '' : 's'} in ${verdict.size.toLocaleString('en-US')} entries:\n`,
  );
  for (const fault of verdict.faults.slice(0, MOST_SHOWN))
    process.stdout.write(`  ${placeOf(fault)} ${fault.code}: ${describeFault(fault)}\n`);
}

function placeOf(fault: Fault): string {
  const parts = [
    fault.index === undefined ? '' : `entry ${String(fault.index)}`,
    fault.stream === undefined ? '' : `${fault.stream} version ${String(fault.version ?? '?')}`,
    fault.where ?? '',
    fault.fact ?? '',
    fault.field === undefined ? '' : `field ${fault.field}`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}
