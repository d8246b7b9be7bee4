import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ED25519 } from '@/lib/ledger/domain/note-key';
import type { SignerMemory } from '@/lib/ledger/server/check-checkpoints';
import { openNoteSigner } from '@/lib/ledger/server/note-signer';
import { SignerState } from '@/lib/ledger/server/signer-state';

/** What the signer of a data directory keeps outside Postgres; undefined when it never signed there. */
export function readSignerMemory(dataDirectory: string): SignerMemory | undefined {
  const home = join(dataDirectory, 'signer');
  const keyPath = join(home, 'log.pem');
  const state = new SignerState(join(home, 'signed.json')).read();
  if (state === undefined || !existsSync(keyPath)) return undefined;
  return { key: openNoteSigner(keyPath, state.origin, ED25519).key, state };
}
