import type { Pool } from 'pg';
import type { MomentView } from '@/lib/platform/language/moment';
import { awaitProjection } from '@/lib/platform/server/await-projection';
import { Problem } from '@/lib/platform/server/problem';

/** A moment of the ledger's past: what took effect before `position` is all there is then. */
export interface Moment {
  readonly position: bigint;
  readonly at: Date;
}

const POSITION = /^[1-9]\d{0,14}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * The moment that `asOf` names: a ledger position, or an ISO instant with its offset, which stands for everything recorded up
 * to and in that millisecond. A position within a commit is the commit's beginning. Throws {@link Problem}.
 */
export async function findMoment(pool: Pool, asOf: string): Promise<Moment> {
  const position = POSITION.test(asOf) ? asOf : null;
  const instant = position === null ? parseInstant(asOf) : null;
  const { rows } = await pool.query<{ index: string; recorded_at: Date | null }>('select * from ledger.position_at($1, $2)', [
    position,
    instant,
  ]);
  const found = rows[0];
  if (found === undefined || (instant !== null && instant.getTime() > Date.now()))
    throw new Problem('AS_OF_NOT_REACHED', 'The record has not got that far yet. Nothing was read. Ask for an earlier moment.');
  if (!(await awaitProjection(pool, BigInt(found.index))))
    throw new Problem('NOT_READY', 'What was recorded by then is still being read in. That takes a moment: ask again.');
  return { position: BigInt(found.index), at: instant ?? found.recorded_at ?? new Date(0) };
}

/** A moment in the form of the API and the pages. */
export function viewMoment({ position, at }: Moment): MomentView {
  return { position: Number(position), at: at.toISOString() };
}

function parseInstant(text: string): Date {
  const instant = new Date(text);
  if (INSTANT.test(text) && !Number.isNaN(instant.getTime())) return instant;
  throw new Problem('INVALID_REQUEST', 'asOf is neither a position nor an instant. Nothing was read. Mend it and ask again.', [
    {
      pointer: '/asOf',
      code: 'INVALID_AS_OF',
      message: 'A ledger position from 1, or an ISO instant such as 2026-03-12T14:00:00Z',
    },
  ]);
}
