import type { Pool } from 'pg';
import type { ToldErasure } from '@/lib/ledger/server/complete-erasures';

interface Row {
  readonly digest: string;
  readonly loan_id: string;
  readonly scope: 'person' | 'fields';
  readonly fields: string[];
  readonly version: number | null;
  readonly through_version: number;
}

/** The erasures that a holder has been told of: all, or those that it has not confirmed. In ledger order. */
export async function toldErasures(pool: Pool, holder: string, which: 'all' | 'unconfirmed'): Promise<ToldErasure[]> {
  const { rows } = await pool.query<Row>(
    `select * from servicing.erasure e
     where $2 or not exists (select 1 from servicing.erasure_confirmation c where c.erasure = e.digest and c.holder = $1)
     order by index`,
    [holder, which === 'all'],
  );
  return rows.map(({ digest, loan_id, scope, fields, version, through_version: throughVersion }) => {
    return { digest, subject: `loan/${loan_id}`, scope, fields, version, throughVersion };
  });
}
