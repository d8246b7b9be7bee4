import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ED25519 } from '@/lib/ledger/domain/note-key';
import { openNoteSigner } from '@/lib/ledger/server/note-signer';
import { rememberedMore } from '@/lib/ledger/server/raise-rollback';
import { SignerState } from '@/lib/ledger/server/signer-state';
import { readStandstill, type Standstill } from '@/lib/ledger/server/standstill';
import { createPool } from '@/lib/platform/server/database';

/** What stands of a database before anything is started on it. */
export interface Standing {
  readonly standstill: Standstill | undefined;
  /** It was restored from a copy at some time: what is on it is somebody's, and no demo network is made there. */
  readonly restored: boolean;
}

/** Compares a database with the signer's memory in a data directory, before any process can append to it. */
export async function findRollback(ownerUrl: string, dataDirectory: string): Promise<Standing> {
  const pool = createPool(ownerUrl, 1);
  try {
    const home = join(dataDirectory, 'signer');
    const memory = new SignerState(join(home, 'signed.json')).read();
    const keyPath = join(home, 'log.pem');
    if (memory !== undefined && existsSync(keyPath))
      await rememberedMore(pool, memory, openNoteSigner(keyPath, memory.origin, ED25519));
    const { rowCount } = await pool.query('select 1 from ledger.restored limit 1');
    return { standstill: await readStandstill(pool), restored: rowCount === 1 };
  } finally {
    await pool.end();
  }
}
