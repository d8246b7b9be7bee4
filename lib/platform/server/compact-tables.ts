import type { Pool } from 'pg';

/** Since this version Postgres forgets a column's statistics when it is told to; before, they are rows to be deleted. */
const CLEARS_STATISTICS = 180_000;

/**
 * Has Postgres write tables anew, so that its files forget rows that were changed or deleted, and with them the samples of their
 * values that it keeps for its planner. `places` are `schema.table` or `schema.*`. Each table is locked while it is written.
 * Answers how many there were. As the database's owner.
 */
export async function compactTables(pool: Pool, places: readonly string[]): Promise<number> {
  const { rows } = await pool.query<{ place: string; oid: string }>(
    `select format('%I.%I', n.nspname, c.relname) as place, c.oid::text as oid
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and (n.nspname || '.' || c.relname = any ($1) or n.nspname || '.*' = any ($1)) order by 1`,
    [places],
  );
  await forgetStatistics(
    pool,
    rows.map(({ oid }) => oid),
  );
  for (const { place } of rows) await pool.query(`vacuum (full, analyze) ${place}`);
  await pool.query('vacuum full pg_catalog.pg_statistic');
  return rows.length;
}

async function forgetStatistics(pool: Pool, tables: readonly string[]): Promise<void> {
  const { rows } = await pool.query<{ version: number }>("select current_setting('server_version_num')::integer as version");
  const clears = (rows[0]?.version ?? 0) >= CLEARS_STATISTICS;
  await pool.query(
    clears
      ? `select pg_clear_attribute_stats(n.nspname::text, c.relname::text, a.attname::text, false)
         from pg_class c join pg_namespace n on n.oid = c.relnamespace
         join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped where c.oid = any ($1::oid[])`
      : 'delete from pg_catalog.pg_statistic where starelid = any ($1::oid[])',
    [tables],
  );
}
