import { join } from 'node:path';
import { ED25519 } from '@/lib/ledger/domain/note-key';
import { NO_QUORUM } from '@/lib/ledger/domain/tlog-policy';
import type { CheckpointTrust } from '@/lib/ledger/domain/verify-checkpoint';
import { CheckpointSigner } from '@/lib/ledger/server/checkpoint-signer';
import { onlyKey } from '@/lib/ledger/server/log-keyring';
import { openNoteSigner } from '@/lib/ledger/server/note-signer';
import { recordHeads } from '@/lib/ledger/server/record-heads';
import { SignerState } from '@/lib/ledger/server/signer-state';
import { registerHub } from '@/lib/partners/server/join-network';
import { createWorkPool } from '@/lib/platform/server/database';
import type { Bench } from './open-bench';

/** Records where streams end and signs a checkpoint over all of a bench's ledger. Answers what a reader trusts then. */
export async function signLog({ worker, urls, directory }: Bench): Promise<CheckpointTrust> {
  const { origin, keys, context } = worker;
  await registerHub(context.ledger, keys);
  await recordHeads(context.pool, context.ledger, new Date());
  await context.follow();
  const log = openNoteSigner(join(directory, 'signer', 'log.pem'), origin, ED25519);
  const state = new SignerState(join(directory, 'signer', 'signed.json'));
  const pool = createWorkPool(urls.signer, 1);
  await new CheckpointSigner({ pool, origin, state, keys: onlyKey(log) }).signNext().finally(() => pool.end());
  return {
    origin,
    policy: { logs: [{ key: log.key, url: undefined }], witnesses: [], groups: [], quorum: NO_QUORUM },
    now: undefined,
  };
}
