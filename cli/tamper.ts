import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWorkPool } from '@/lib/platform/server/database';
import { migrate } from '@/lib/platform/server/migrate';
import { startPostgres } from '@/lib/platform/server/postgres';
import { openRoles } from '@/lib/platform/server/roles';
import { openRebuildSpace } from './rebuilt-views';
import { readArgs } from './read-args';
import { lineFor, say, Stop } from './say';
import { takeBackup } from './tamper/backup-kinds';
import { buildLedger } from './tamper/build-ledger';
import { formatOutcomes, runCampaign } from './tamper/campaign';

const USAGE = `Usage: npm run tamper [-- --mutants N --seed S]
Builds a real ledger on a Postgres of its own and tampers with it as a database superuser would, N times (500) at places that
follow from the seed (1). Exit code 1 when anything went unnoticed.`;

const LOANS = 18;

async function main(args: readonly string[]): Promise<number> {
  const text = { type: 'string' } as const;
  const { values } = readArgs(args, { mutants: text, seed: text }, USAGE);
  const [mutants, seed] = [whole(values.mutants ?? '500'), whole(values.seed ?? '1')];
  const directory = mkdtempSync(join(tmpdir(), 'hearthline-tamper-'));
  chmodSync(directory, 0o711);
  const postgres = await startPostgres(directory);
  try {
    await migrate(postgres.ownerUrl);
    await openRoles(postgres.ownerUrl, { app: 'app-test', worker: 'worker-test', signer: 'signer-test' });
    say('Building a ledger…');
    const { network } = await buildLedger(postgres.ownerUrl, { seed, loans: LOANS }, ({ ownerUrl }) => backUp(ownerUrl));
    const space = await openRebuildSpace(network.ownerUrl, network.worker.subjects);
    say(`Tampering ${String(mutants)} times…`);
    const outcomes = await runCampaign(network, space, { mutants, seed });
    process.stdout.write(`${formatOutcomes(outcomes)}\n`);
    await space.drop();
    await network.close();
    return outcomes.every(({ missed }) => missed.length === 0) ? 0 : 1;
  } finally {
    await postgres.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function backUp(ownerUrl: string): Promise<void> {
  const pool = createWorkPool(ownerUrl, 1);
  const client = await pool.connect();
  await takeBackup(client);
  client.release();
  await pool.end();
}

function whole(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new Stop(`A number is not a whole one above 0: ${text}\n${USAGE}`, 2);
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    say(lineFor(error));
    process.exit(error instanceof Stop ? error.exitCode : 1);
  },
);
