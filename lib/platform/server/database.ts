import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient, type Prisma } from '@/lib/platform/generated/prisma/client';
import { log } from './log';

/** Limits of every pool: the driver's own default waits for a connection for ever. Times in milliseconds. */
const LIMITS = { connectionTimeoutMillis: 5_000, idleTimeoutMillis: 30_000, statement_timeout: 60_000 };

/** A pool of plain connections for what Prisma does not speak: COPY, LISTEN and the append function. */
export function createPool(url: string, max = 8): pg.Pool {
  return survive(new pg.Pool({ connectionString: url, max, ...LIMITS }));
}

/** Long work (imports, projections) has no statement timeout: its length follows its input. */
export function createWorkPool(url: string, max = 4): pg.Pool {
  return survive(new pg.Pool({ connectionString: url, max, ...LIMITS, statement_timeout: 0 }));
}

/** An idle connection that Postgres closes is replaced by the pool; unheard, its error would end the process. */
function survive(pool: pg.Pool): pg.Pool {
  pool.on('error', (error) => {
    log.info({ reason: error.message }, 'Postgres closed an idle connection');
  });
  return pool;
}

export type Database = PrismaClient;
export type Transaction = Prisma.TransactionClient;

/** A Prisma client over its own pool, as the least-privileged role the URL names. */
export function createDatabase(url: string, max = 10): Database {
  return new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max, ...LIMITS }) });
}

/** Who reads, and as of which ledger position; without one as things are now. */
export interface Reader {
  readonly organisation: string;
  readonly asOf?: bigint | undefined;
  /** All reads see what stood at the first of them. */
  readonly isSnapshot?: boolean;
}

/**
 * Runs reads as one organisation: row security asks `app.organisation`, which ends with the transaction. As of an earlier
 * position they run as the role that sees the past alone. Interactive, because an array transaction would not carry the
 * settings reliably.
 */
export function asOrganisation<Result>(
  database: Database,
  { organisation, asOf, isSnapshot = false }: Reader,
  work: (transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  return database.$transaction(
    async (transaction) => {
      await transaction.$executeRaw`select set_config('app.organisation', ${organisation}, true)`;
      if (asOf !== undefined)
        await transaction.$executeRaw`select set_config('app.as_of', ${asOf.toString()}, true), set_config('role', 'hearthline_past', true)`;
      return work(transaction);
    },
    { maxWait: 5_000, timeout: 20_000, ...(isSnapshot && { isolationLevel: 'RepeatableRead' as const }) },
  );
}
