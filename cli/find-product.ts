import { resolve } from 'node:path';
import { readEnv } from '@/lib/platform/server/env';
import { runningDatabaseUrls } from '@/lib/platform/server/runtime';
import { Stop } from './say';

/** Where an operator's command finds the product: its Postgres as the owner, and its data directory. */
export function findProduct(): { ownerUrl: string; dataDirectory: string } {
  const env = readEnv();
  const dataDirectory = resolve(env.HEARTHLINE_DATA_DIR);
  if (env.DATABASE_URL !== undefined) return { ownerUrl: env.DATABASE_URL, dataDirectory };
  try {
    return { ownerUrl: runningDatabaseUrls(dataDirectory).owner, dataDirectory };
  } catch {
    throw new Stop(
      'The product was never started here. Nothing was done. Start it with npm start, or set HEARTHLINE_DATA_DIR or DATABASE_URL.',
    );
  }
}

/** An operator's command over Postgres; a Postgres that does not answer is told in one line. */
export async function withProduct<Result>(work: (product: ReturnType<typeof findProduct>) => Promise<Result>): Promise<Result> {
  try {
    return await work(findProduct());
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ECONNREFUSED')
      throw new Stop('The ledger’s Postgres does not answer. Nothing was done. Start the product with npm start first.');
    throw error;
  }
}
