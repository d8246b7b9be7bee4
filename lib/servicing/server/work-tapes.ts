import { isUnsigned } from '@/lib/ledger/server/commit-faults';
import { log } from '@/lib/platform/server/log';
import { appendTape } from './append-tape';
import { checkTape } from './check-tape';
import type { TapeRow, WorkerContext } from './worker-context';

/**
 * Works tapes that wait for a machine, oldest first, until none does. A tape's state is its job: it is kept with the tape,
 * so a killed worker's work is found again by the next.
 */
export async function workTapes(context: WorkerContext): Promise<void> {
  const failed: string[] = [];
  // Who does not sign is asked once a round, and keeps nobody else waiting.
  const silent: string[] = [];
  for (;;) {
    const { rows } = await context.pool.query<TapeRow>(
      `select * from servicing.tape where state in ('checking', 'committing') and id <> all ($1)
       and (state = 'checking' or organisation <> all ($2)) order by created_at limit 1`,
      [failed, silent],
    );
    const tape = rows[0];
    if (tape === undefined) return;
    try {
      await (tape.state === 'checking' ? checkTape(context, tape) : appendTape(context, tape));
    } catch (error) {
      if (isUnsigned(error)) {
        silent.push(tape.organisation);
        await tellUnsigned(context, tape, error.message);
      } else log.error({ error, tape: tape.id }, 'A tape could not be worked');
      if (tape.state === 'checking') await refuse(context, tape);
      // A tape half appended keeps its state: nothing of it shows before its manifest. The next round goes on with it, this
      // one with the others.
      else failed.push(tape.id);
    }
  }
}

/** Shown beside the tape's progress until it goes on, which it does by itself. */
async function tellUnsigned(context: WorkerContext, tape: TapeRow, message: string): Promise<void> {
  const fault = { code: 'NOT_SIGNED', message };
  await context.pool.query(`update servicing.tape set fault = $2 where id = $1`, [tape.id, JSON.stringify(fault)]);
}

async function refuse(context: WorkerContext, tape: TapeRow): Promise<void> {
  const fault = {
    code: 'UNEXPECTED',
    message: 'The files could not be checked because of a fault here. Nothing was imported. Send them again.',
  };
  await context.pool.query(`update servicing.tape set state = 'refused', fault = $2 where id = $1`, [
    tape.id,
    JSON.stringify(fault),
  ]);
}
