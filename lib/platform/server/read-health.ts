import type { Pool } from 'pg';
import { log } from './log';

export type Health =
  | { readonly status: 'ok'; readonly ledger: { readonly size: number }; readonly copy?: true }
  | { readonly status: 'unavailable'; readonly reason: string };

const STANDSTILL =
  'The ledger is behind what was signed before, or is a restored copy not yet compared with it. Nothing is appended.';

/** Whether the ledger can be appended to: Postgres answers, takes writes, and the append function may be called. A copy need only take writes. */
export async function readHealth(pool: () => Pool): Promise<Health> {
  try {
    const { rows } = await pool().query<{
      size: string;
      standby: boolean;
      readonly: string;
      may: boolean;
      copy: boolean;
      standstill: string | null;
    }>(
      `select size, pg_is_in_recovery() as standby, current_setting('default_transaction_read_only') as readonly,
         has_function_privilege(to_regproc('ledger.append'), 'execute') as may, exists (select 1 from ledger.intake) as copy,
         ledger.standstill() as standstill
       from ledger.current_root()`,
    );
    const row = rows[0];
    const writable = row !== undefined && !row.standby && row.readonly === 'off' && (row.may || row.copy);
    if (!writable) return { status: 'unavailable', reason: 'The database takes no writes.' };
    if (row.standstill !== null) return { status: 'unavailable', reason: STANDSTILL };
    return { status: 'ok', ledger: { size: Number(row.size) }, ...(row.copy ? { copy: true } : {}) };
  } catch (error) {
    log.warn({ error }, 'The health check found no database');
    return { status: 'unavailable', reason: 'The database does not answer.' };
  }
}
