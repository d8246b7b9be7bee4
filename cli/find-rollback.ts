import { rememberedMore } from '@/lib/ledger/server/raise-rollback';
import { readLineage } from '@/lib/ledger/server/read-lineage';
import { readStandstill, type Standstill } from '@/lib/ledger/server/standstill';
import { createPool } from '@/lib/platform/server/database';
import { findLogKeys, signerHome, signerState } from './signer-memory';

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
    const current = (await readLineage(pool)).at(-1);
    const keys = current && findLogKeys(dataDirectory, current);
    if (current !== undefined && keys !== undefined)
      await rememberedMore(pool, signerState(signerHome(dataDirectory, current.number)).read(), keys.signers);
    const { rowCount } = await pool.query('select 1 from ledger.restored limit 1');
    return { standstill: await readStandstill(pool), restored: rowCount === 1 };
  } finally {
    await pool.end();
  }
}
