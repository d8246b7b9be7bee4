import type { Pool } from 'pg';
import { READ_POLICY } from '@/lib/partners/domain/policy';

/** Makes the database's copy of the access policy equal to the one in code, in one transaction. */
export async function writePolicy(pool: Pool): Promise<void> {
  const rules = Object.entries(READ_POLICY).flatMap(([role, groups]) => groups.map((group) => ({ role, group })));
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('delete from partners.policy');
    await client.query('insert into partners.policy select * from unnest($1::text[], $2::text[])', [
      rules.map((rule) => rule.role),
      rules.map((rule) => rule.group),
    ]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}
