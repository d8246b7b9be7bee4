import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** Gives a new ledger its name, once: every entry carries it, so two ledgers can never be mistaken for each other. */
export async function foundLedger(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const origin = `hearthline.local/${randomBytes(8).toString('hex')}`;
    await client.query('insert into ledger.log values (true, $1) on conflict do nothing', [origin]);
  } finally {
    await client.end();
  }
}
