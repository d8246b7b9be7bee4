import type { Pool } from 'pg';
import type { Era } from '@/lib/ledger/domain/lineage';

/** A name of the log: the first is number 1, a successor has the number in its name. */
export interface NamedEra extends Era {
  readonly number: number;
}

/** The names of the log in their order; none before it was founded. */
export async function readLineage(client: Pick<Pool, 'query'>): Promise<NamedEra[]> {
  const { rows } = await client.query<{ number: number; origin: string; from_index: string }>(
    'select number, origin, from_index from ledger.lineage order by number',
  );
  return rows.map(({ number, origin, from_index }) => ({ number, origin, from: Number(from_index) }));
}

/** The name of the log now. Throws where none was founded. */
export async function readCurrentLog(client: Pick<Pool, 'query'>): Promise<NamedEra> {
  const current = (await readLineage(client)).at(-1);
  if (current === undefined) throw new Error('The ledger has no name: the product was never started on this database');
  return current;
}
