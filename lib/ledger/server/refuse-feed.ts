import type { Fault } from '@/lib/ledger/domain/fault';
import { formatCheckpoint } from '@/lib/ledger/domain/checkpoint';
import { judgeCheckpoint, type StandingCopy } from './judge-checkpoint';
import { raiseAlarm } from './raise-alarm';

/**
 * Keeps what a hub sent that was not sound as evidence, once, and says on every page that nothing is taken in. Where the log itself
 * was rewritten or rolled back the evidence is two checkpoints that it signed, which anyone can check who knows its key.
 */
export async function refuseFeed(copy: StandingCopy, faults: readonly Fault[], note: string): Promise<void> {
  const [fault] = faults;
  if (fault === undefined) return;
  const { code, index, stream, version, field } = fault;
  const known = JSON.parse(JSON.stringify({ code, index, stream, version, field })) as Record<string, unknown>;
  const accused = (code === 'LOG_REWRITTEN' || code === 'LOG_SHRANK') && (await accuse(copy, note));
  if (!accused) await raiseAlarm(copy.pool, { kind: 'COPY_REFUSED', evidence: { ...known, notes: [note] }, sameAs: { code } });
  await copy.pool.query('update ledger.intake set fault = $1', [JSON.stringify(known)]);
}

/** Raises an alarm of what the hub's checkpoint shows against the log that signed it. Answers whether it shows anything. */
async function accuse(copy: StandingCopy, note: string): Promise<boolean> {
  const judged = await judgeCheckpoint(copy, note);
  if (judged?.verdict === 'contradicts') return true;
  if (judged === undefined || judged.shown.size >= judged.own.size) return false;
  const sameAs = { held: formatCheckpoint(judged.own) };
  const evidence = { ...sameAs, notes: [copy.standing.checkpoint, note] };
  await raiseAlarm(copy.pool, { kind: 'ROLLED_BACK', evidence, sameAs });
  return true;
}
