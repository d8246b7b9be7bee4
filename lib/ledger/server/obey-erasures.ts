import type { Pool, PoolClient } from 'pg';
import type { Erasure } from '@/lib/ledger/domain/erasure';
import { destroyValues, type Destroyed, type Destruction } from './destroy-values';
import { lockCursors, type Projection } from './follow-ledger';
import { rebuildViews } from './rebuild-views';
import type { SubjectKeys } from './subject-keys';

/** A copy of the ledger: its rows, the keys they are sealed under, and the views that are folded from it. */
export interface LedgerCopy {
  readonly pool: Pool;
  readonly subjects: SubjectKeys;
  readonly projections: readonly Projection[];
}

/** What became of one erasure in this copy. */
export interface ObeyedErasure extends Destroyed {
  readonly keyDestroyed: boolean;
}

/**
 * Destroys in this copy what erasures name: in the ledger and in the views together, then the keys of erased people. Every
 * holder of a copy calls it with the facts it was told of. It may be broken off anywhere and called again: what it answers of
 * an erasure does not depend on how much of it was done before.
 */
export async function obeyErasures(copy: LedgerCopy, erasures: readonly Erasure[]): Promise<ObeyedErasure[]> {
  const client = await copy.pool.connect();
  try {
    await client.query('begin');
    // Nothing is folded meanwhile from values that were read before they went.
    await lockCursors(client, copy.projections);
    const destroyed: Destruction[] = [];
    for (const erasure of erasures) destroyed.push(await destroyValues(client, copy.subjects, erasure));
    // Values and views go together: where nothing was left of the one, nothing is of the other.
    const changed = erasures.filter((_, at) => destroyed[at]?.changed);
    if (changed.length > 0) await forgetInViews(client, copy, changed);
    await client.query('commit');
    const people = erasures.filter(({ scope }) => scope === 'person').map(({ subject }) => subject);
    copy.subjects.destroy(people);
    return destroyed.map(({ entryCount, fieldCount }, at) => {
      return { entryCount, fieldCount, keyDestroyed: erasures[at]?.scope === 'person' };
    });
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

async function forgetInViews(
  client: PoolClient,
  { projections, subjects }: LedgerCopy,
  erasures: readonly Erasure[],
): Promise<void> {
  const refolded: Projection[] = [];
  for (const each of projections) if ((await each.forget?.(client, erasures)) === 'fold again') refolded.push(each);
  if (refolded.length === 0) return;
  for (const { room } of refolded) await emptyRoom(client, room);
  await rebuildViews({ client, subjects }, { projections: refolded, into: client });
}

/** Deleted and not truncated: readers see the views as they were until all is folded again. */
async function emptyRoom(client: PoolClient, room: string): Promise<void> {
  const { rows } = await client.query<{ place: string }>(
    `select format('%I.%I', n.nspname, c.relname) as place from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = $1 and c.relkind = 'r'`,
    [room],
  );
  for (const { place } of rows) await client.query(`delete from ${place}`);
}
