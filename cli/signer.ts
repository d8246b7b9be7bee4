import { join, resolve } from 'node:path';
import type { OwnLog } from '@/lib/ledger/domain/network-policy';
import { CheckpointSigner } from '@/lib/ledger/server/checkpoint-signer';
import { Cosigning } from '@/lib/ledger/server/cosigning';
import { readLogKeys, type LogKeys } from '@/lib/ledger/server/log-keyring';
import { readCurrentLog } from '@/lib/ledger/server/read-lineage';
import { RollbackWatch } from '@/lib/ledger/server/rollback-watch';
import { PolicyFile } from '@/lib/ledger/server/witness-policy';
import { createWorkPool } from '@/lib/platform/server/database';
import { openDoorbell } from '@/lib/platform/server/doorbell';
import { publicUrl, readEnv } from '@/lib/platform/server/env';
import { log } from '@/lib/platform/server/log';
import { runningDatabaseUrls } from '@/lib/platform/server/runtime';
import { signerHome, signerState } from './signer-memory';

/** The log's signer: a process of its own, with its key and its memory outside Postgres. */
async function sign(): Promise<void> {
  const env = readEnv();
  const dataDirectory = resolve(env.HEARTHLINE_DATA_DIR);
  const { signer: url } = runningDatabaseUrls(dataDirectory);
  if (url === undefined) throw new Error('This data directory holds a copy, which signs nothing');
  const pool = createWorkPool(url, 3);
  const { origin, number } = await readCurrentLog(pool);
  const home = signerHome(dataDirectory, number);
  const state = signerState(home);
  // Read again each time: a key may follow another while this runs.
  const keys = (): LogKeys => readLogKeys(home, origin);
  const own = (): OwnLog => {
    const { signers, statements } = keys();
    return { keys: signers.map(({ key }) => key), statements, url: `${publicUrl(env)}/ledger` };
  };
  const signer = new CheckpointSigner({ pool, origin, state, keys });
  const policy = new PolicyFile(join(dataDirectory, 'signer', 'policy'), own, pool);
  const now = (): number => Math.floor(Date.now() / 1000);
  const cosigning = new Cosigning({ pool, policy: () => policy.current(), now });
  const watch = new RollbackWatch({ pool, keys, state, policy: () => policy.current() });
  // What was rolled back is found before anybody appends to it: the other parts start after this one is ready.
  await policy.refresh();
  await watch.look();
  const bell = openDoorbell(url, 'hearthline_projected', async () => {
    await policy.refresh();
    if (!(await watch.look())) return;
    const size = await signer.signNext();
    // The next checkpoint does not wait for the witnesses of this one.
    if (size !== undefined) void cosigning.ask(size).catch(logFault);
  });
  // A long log is first read for minutes: others need not wait for it.
  bell.ready.catch(() => process.exit(1));
  process.send?.('ready');
  const stop = async (): Promise<void> => {
    await bell.close();
    await pool.end();
    process.exit(0);
  };
  process.once('SIGTERM', () => void stop());
  process.once('SIGINT', () => void stop());
}

function logFault(error: unknown): void {
  log.error({ error }, 'Witnesses could not be asked and will be asked again');
}

sign().catch((error: unknown) => {
  log.fatal({ error }, 'The signer could not start');
  process.exit(1);
});
