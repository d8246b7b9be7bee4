import { resolve } from 'node:path';
import { describeFault, type Fault } from '@/lib/ledger/domain/fault';
import { verifyLedger } from '@/lib/ledger/server/verify-ledger';
import { createWorkPool } from '@/lib/platform/server/database';
import { readEnv } from '@/lib/platform/server/env';
import { runningDatabaseUrls } from '@/lib/platform/server/runtime';
import { readArgs } from '../read-args';
import { say, Stop } from '../say';

const USAGE = `Usage: verify [--json]
Re-reads every stored byte of the ledger and recomputes it: fields, headers, chains, signatures, order and root.
Exit code 1 and the faults, if there are any. Speaks to Postgres; the product must be running or DATABASE_URL set.`;

const MOST_SHOWN = 50;

/** `verify`: the operator's check of the whole ledger. */
export async function verify(args: readonly string[]): Promise<number> {
  const { values } = readArgs(args, { json: { type: 'boolean' } }, USAGE);
  const pool = createWorkPool(ownerUrl(), 1);
  try {
    const verdict = await verifyLedger(pool, (done, total) => {
      if (process.stderr.isTTY)
        process.stderr.write(`\r${done.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} entries`);
    });
    if (process.stderr.isTTY) say('');
    if (values.json === true) process.stdout.write(`${JSON.stringify(verdict, null, 2)}\n`);
    else tell(verdict);
    return verdict.faults.length === 0 ? 0 : 1;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ECONNREFUSED')
      throw new Stop('The ledger’s Postgres does not answer. Nothing was checked. Start the product with npm start first.');
    throw error;
  } finally {
    await pool.end();
  }
}

function ownerUrl(): string {
  const env = readEnv();
  if (env.DATABASE_URL !== undefined) return env.DATABASE_URL;
  try {
    return runningDatabaseUrls(resolve(env.HEARTHLINE_DATA_DIR)).owner;
  } catch {
    throw new Stop(
      'The product was never started here. Nothing was checked. Start it with npm start, or set HEARTHLINE_DATA_DIR or DATABASE_URL.',
    );
  }
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
    fault.fact ?? '',
    fault.field === undefined ? '' : `field ${fault.field}`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}
