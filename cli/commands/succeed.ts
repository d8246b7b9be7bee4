import { join, resolve } from 'node:path';
import type { Pool } from 'pg';
import { successorOrigin } from '@/lib/ledger/domain/lineage';
import { ED25519, formatVkey } from '@/lib/ledger/domain/note-key';
import { openNoteSigner } from '@/lib/ledger/server/note-signer';
import { OrganisationKeys } from '@/lib/ledger/server/organisation-keys';
import { readLineage, type NamedEra } from '@/lib/ledger/server/read-lineage';
import { NoSuccession, succeedLog, type DeclaredSuccession } from '@/lib/ledger/server/succeed-log';
import { SubjectKeys } from '@/lib/ledger/server/subject-keys';
import { createWorkPool } from '@/lib/platform/server/database';
import { readSecrets } from '@/lib/platform/server/data-directory';
import { readEnv } from '@/lib/platform/server/env';
import { migrate } from '@/lib/platform/server/migrate';
import { findForeignKeys, foreignKeysWords } from '../backup/foreign-keys';
import { openPostgres } from '../open-postgres';
import { readArgs } from '../read-args';
import { say, Stop } from '../say';
import { findLogSigner, lastSignedNumber, signerHome, signerState } from '../signer-memory';

const USAGE = `Usage: succeed --of ORIGIN [--number N]
Declares that the log goes on under another name (ORIGIN/2, then /3…) with a key of its own, where it was restored behind what had been
signed and no newer state is left. Run it while the product is stopped. What was lost stays lost, and everybody is told.
--of ORIGIN  the log's name now, to be sure: what follows /ledger/checkpoint's first line
--number N   the number in the new name, where more names were used than this data directory knows`;

/** `succeed`: a log that is behind goes on as its own successor. */
export async function succeed(args: readonly string[]): Promise<number> {
  const { values } = readArgs(args, { of: { type: 'string' }, number: { type: 'string' } }, USAGE);
  if (values.of === undefined || !/^[0-9]{0,9}$/.test(values.number ?? '')) throw new Stop(USAGE, 2);
  const env = readEnv();
  const dataDirectory = resolve(env.HEARTHLINE_DATA_DIR);
  const postgres = await openPostgres(env, dataDirectory);
  const pool = createWorkPool(postgres.ownerUrl, 2);
  try {
    await refuseRunning(pool);
    await migrate(postgres.ownerUrl);
    const lineage = await requireNamed(pool, values.of);
    const number = Number(values.number ?? 0);
    const { vkey, declared } = await declareSuccessor({ pool, dataDirectory, lineage, number, now: new Date() });
    tell(values.of, declared, vkey);
  } finally {
    await pool.end();
    await postgres.stop();
  }
  return 0;
}

/** Where a successor is declared. `number` is the least that its name may have. */
export interface SuccessorPlace {
  readonly pool: Pool;
  readonly dataDirectory: string;
  readonly lineage: readonly NamedEra[];
  readonly number: number;
  readonly now: Date;
}

/** Makes the successor's key and memory, and declares it. Those are made first: what came to nothing serves the next try. */
export async function declareSuccessor(place: SuccessorPlace): Promise<{ vkey: string; declared: DeclaredSuccession }> {
  const { pool, dataDirectory, lineage, now } = place;
  const [first, ancestor] = [lineage[0], lineage.at(-1)];
  if (first === undefined || ancestor === undefined) throw new Stop('This database holds no log. Nothing was declared.');
  const foreign = await findForeignKeys(pool, dataDirectory);
  if (foreign.missing.length > 0) throw new Stop(`${foreignKeysWords(foreign, dataDirectory).join(' ')} Nothing was declared.`);
  const number = Math.max(place.number, ancestor.number + 1, lastSignedNumber(dataDirectory) + 1);
  const home = signerHome(dataDirectory, number);
  const { key } = openNoteSigner(join(home, 'log.pem'), successorOrigin(first.origin, number), ED25519);
  const ancestorKey = findLogSigner(dataDirectory, ancestor)?.key;
  const keys = new OrganisationKeys(join(dataDirectory, 'keys'));
  const { requestSecret } = readSecrets(dataDirectory);
  const vkey = formatVkey(key);
  const named = { number, key: vkey, ancestorKey: ancestorKey === undefined ? null : formatVkey(ancestorKey) };
  // Its key is made for it, so that it has signed nothing is known for certain: that is where its memory begins.
  const state = signerState(home);
  if (state.read() === undefined) state.replace(undefined, { origin: key.name, size: 0, frontier: [] });
  const declared = await succeedLog(pool, { ...named, keys, requestSecret, subjects: new SubjectKeys(dataDirectory), now }).catch(
    (error: unknown) => {
      throw error instanceof NoSuccession ? new Stop(`${error.message} Nothing was declared.`) : error;
    },
  );
  return { vkey, declared };
}

async function requireNamed(pool: Pool, origin: string): Promise<NamedEra[]> {
  const lineage = await readLineage(pool);
  const current = lineage.at(-1)?.origin ?? 'none';
  if (current !== origin) throw new Stop(`The log here is ${current}, not ${origin}. Nothing was declared. Name it as it is.`);
  return lineage;
}

/** Whoever runs now would go on under the old name, and be refused. */
async function refuseRunning(pool: Pool): Promise<void> {
  const { rowCount } = await pool.query(
    "select 1 from pg_stat_activity where datname = current_database() and usename like 'hearthline\\_%' limit 1",
  );
  if (rowCount !== 0) throw new Stop('The product runs on this database. Nothing was declared. Stop all of it first.');
}

function tell(ancestor: string, { origin, from, signedSize }: DeclaredSuccession, vkey: string): void {
  const lost = Math.max(0, signedSize - from);
  process.stdout.write(
    `${ancestor} goes on as ${origin} from entry ${String(from)}; ${String(lost)} entries that were signed before are not in it.\nIts key: ${vkey}\n`,
  );
  say('Start the product. Tell every partner the name and the key: each witness watches it with --log KEY beside the old one.');
}
