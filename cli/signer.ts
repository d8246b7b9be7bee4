import { join, resolve } from 'node:path';
import { ED25519 } from '@/lib/ledger/domain/note-key';
import { CheckpointSigner } from '@/lib/ledger/server/checkpoint-signer';
import { openNoteSigner } from '@/lib/ledger/server/note-signer';
import { SignerState } from '@/lib/ledger/server/signer-state';
import { createWorkPool } from '@/lib/platform/server/database';
import { openDoorbell } from '@/lib/platform/server/doorbell';
import { readEnv } from '@/lib/platform/server/env';
import { log } from '@/lib/platform/server/log';
import { runningDatabaseUrls } from '@/lib/platform/server/runtime';

/** The log's signer: a process of its own, with its key and its memory outside Postgres. */
async function sign(): Promise<void> {
  const dataDirectory = resolve(readEnv().HEARTHLINE_DATA_DIR);
  const { signer: url } = runningDatabaseUrls(dataDirectory);
  const pool = createWorkPool(url, 3);
  const { rows } = await pool.query<{ origin: string }>('select origin from ledger.log');
  const origin = rows[0]?.origin ?? '';
  const home = join(dataDirectory, 'signer');
  const signer = new CheckpointSigner({
    pool,
    origin,
    state: new SignerState(join(home, 'signed.json')),
    log: openNoteSigner(join(home, 'log.pem'), origin, ED25519),
  });
  const bell = openDoorbell(url, 'hearthline_projected', async () => {
    await signer.signNext();
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

sign().catch((error: unknown) => {
  log.fatal({ error }, 'The signer could not start');
  process.exit(1);
});
