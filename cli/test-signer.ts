import { join } from 'node:path';
import { ED25519, formatVkey } from '@/lib/ledger/domain/note-key';
import { CheckpointSigner } from '@/lib/ledger/server/checkpoint-signer';
import { readLogKeys } from '@/lib/ledger/server/log-keyring';
import { openNoteSigner } from '@/lib/ledger/server/note-signer';
import { readLogHead } from '@/lib/ledger/server/read-log-head';
import { recordHeads } from '@/lib/ledger/server/record-heads';
import { SignerState } from '@/lib/ledger/server/signer-state';
import { registerHub } from '@/lib/partners/server/join-network';
import { createWorkPool } from '@/lib/platform/server/database';
import type { TestNetwork } from './test-network';

/** Signs a test network's log, with key and memory where the product keeps them. */
export interface TestSigner {
  readonly vkey: string;
  /** Records where streams end, follows, and signs up to there. */
  sign(): Promise<void>;
}

/** Opens the signer of a network; the hub registers its key. */
export async function openTestSigner({ worker, ownerUrl, dataDirectory }: TestNetwork): Promise<TestSigner> {
  const { pool, ledger, follow } = worker.context;
  await registerHub(ledger, worker.keys);
  const { origin } = await readLogHead(pool);
  const home = join(dataDirectory, 'signer');
  const log = openNoteSigner(join(home, 'log.pem'), origin, ED25519);
  const state = new SignerState(join(home, 'signed.json'));
  return {
    vkey: formatVkey(log.key),
    async sign() {
      await recordHeads(pool, ledger, new Date());
      await follow();
      const owner = createWorkPool(ownerUrl, 1);
      await new CheckpointSigner({ pool: owner, origin, state, keys: () => readLogKeys(home, origin) })
        .signNext()
        .finally(() => owner.end());
    },
  };
}
