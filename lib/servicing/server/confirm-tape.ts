import type { Actor } from '@/lib/partners/server/actor';
import { requireAction } from '@/lib/partners/server/require-action';
import { asOrganisation, type Database } from '@/lib/platform/server/database';
import { Problem } from '@/lib/platform/server/problem';
import type { TapeSummary } from '@/lib/servicing/language/tape-views';

/**
 * Confirms a checked tape: its facts are appended. Corrections of earlier months need a reason.
 * Confirming twice is the same as once.
 */
export async function confirmTape(
  database: Database,
  actor: Actor,
  confirmation: { tape: string; reason?: string | undefined },
): Promise<void> {
  requireAction(actor, 'import-tape');
  await asOrganisation(database, actor, async (transaction) => {
    const tape = await transaction.tape.findUnique({ where: { id: confirmation.tape } });
    if (tape === null) throw new Problem('NOT_FOUND', 'There is no such tape among yours. Nothing was changed.');
    if (tape.state === 'committing' || tape.state === 'committed') return;
    if (tape.state !== 'ready')
      throw new Problem('TAPE_STATE', `Only a checked tape can be confirmed; this one is ${tape.state}. Nothing was changed.`);
    const summary = tape.summary as TapeSummary | null;
    const reason = confirmation.reason?.trim() ?? '';
    if ((summary?.changedRows ?? 0) > 0 && reason === '') {
      const pointer = [{ pointer: '/reason', code: 'REASON_NEEDED', message: 'Say why the months changed.' }];
      throw new Problem(
        'INVALID_REQUEST',
        'This tape changes months imported before, and no reason was given. Nothing was changed. Say why they changed.',
        pointer,
      );
    }
    await transaction.tape.update({
      where: { id: tape.id },
      data: { state: 'committing', confirmedAt: new Date(), reason: reason === '' ? null : reason },
    });
  });
  await database.$executeRaw`select pg_notify('hearthline_tape', ${confirmation.tape})`;
}
