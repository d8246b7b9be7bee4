import type { Pool } from 'pg';
import { contradictionIn, readSigned, verifyContradiction } from '@/lib/ledger/domain/contradiction';
import type { Fault } from '@/lib/ledger/domain/fault';
import { parseHashes } from '@/lib/ledger/domain/line';
import { everyLogKey } from '@/lib/ledger/domain/speaking-keys';
import { sha256, verifyBytes } from './hashing';
import type { IntakeSource } from './intake-source';
import { raiseAlarm, type Finding } from './raise-alarm';
import type { Standing } from './read-held';

const crypto = { sha256, verifySignature: verifyBytes };

/**
 * Keeps what a hub sent that was not sound as evidence, once, and says on every page that nothing is taken in. Where the log itself
 * was rewritten or rolled back the evidence is two checkpoints that it signed, which anyone can check who knows its key.
 */
export async function refuseFeed(
  what: { readonly pool: Pool; readonly source: IntakeSource; readonly standing: Standing },
  faults: readonly Fault[],
  note: string,
): Promise<void> {
  const [fault] = faults;
  if (fault === undefined) return;
  const { code, index, stream, version, field } = fault;
  const known = JSON.parse(JSON.stringify({ code, index, stream, version, field })) as Record<string, unknown>;
  const copy: Finding = { kind: 'COPY_REFUSED', evidence: { ...known, notes: [note] }, sameAs: { code } };
  const finding = code === 'LOG_REWRITTEN' || code === 'LOG_SHRANK' ? await accuse(what, note) : undefined;
  await raiseAlarm(what.pool, finding ?? copy);
  await what.pool.query('update ledger.intake set fault = $1', [JSON.stringify(known)]);
}

/** What two checkpoints of the log show against it; undefined where they show nothing. */
async function accuse(
  { source, standing }: { source: IntakeSource; standing: Standing },
  shown: string,
): Promise<Finding | undefined> {
  const held = standing.checkpoint;
  const logKeys = await everyLogKey(standing.trust.policy, crypto);
  const [before, now] = [await readSigned(held ?? '', logKeys, crypto), await readSigned(shown, logKeys, crypto)];
  if (held === undefined || before === undefined || now === undefined) return undefined;
  const older = before.size <= now.size;
  const notes = older ? { held, shown } : { held: shown, shown: held };
  const [from, to] = older ? [before.size, now.size] : [now.size, before.size];
  // The hub may refuse to show more: then two sizes are all there is.
  const answer = from < to && older ? await source.growth(from, to).catch(() => undefined) : [];
  const path = Array.isArray(answer) ? parseHashes(answer.map(String)) : undefined;
  const claim = path === undefined ? undefined : contradictionIn(notes, path, sha256);
  if (claim !== undefined && (await verifyContradiction(claim, logKeys, crypto)) !== undefined)
    return { kind: 'CONTRADICTION', evidence: { claim, notes: [held, shown] }, sameAs: { notes: [held, shown] } };
  return older ? undefined : { kind: 'ROLLED_BACK', evidence: { notes: [held, shown] } };
}
