import { hash } from 'node:crypto';
import { erasureStream } from '@/lib/ledger/language/subject';
import type { Actor } from '@/lib/partners/server/actor';
import { requireAction } from '@/lib/partners/server/require-action';
import { asOrganisation } from '@/lib/platform/server/database';
import { Problem } from '@/lib/platform/server/problem';
import { standingHolds } from '@/lib/servicing/domain/standing-holds';
import { LegalHoldPlaced, LegalHoldReleased } from '@/lib/servicing/language/hold-facts';
import type { RecordWrites } from './erase-loan';
import { findServicedLoan, settle, type WriteReceipt } from './loan-writes';
import { readLoanFacts } from './read-loan-facts';

/** What is done to holds of a loan's record: one is placed, or one of the actor's own is released. */
export interface AskedHold {
  readonly loan: string;
  readonly idempotencyKey: string;
  /** The hold to release; without one a hold is placed. */
  readonly release?: string | undefined;
  readonly reason: string;
}

/** Places or releases a legal hold, as a fact of the actor's organisation: while one stands, nothing of the record is erased. */
export async function holdRecord(writes: RecordWrites, actor: Actor, asked: AskedHold): Promise<WriteReceipt & { hold: string }> {
  requireAction(actor, 'hold-record');
  const loanId = await findServicedLoan(writes, actor, asked.loan);
  const { release, reason, idempotencyKey } = asked;
  const fingerprint = { do: 'hold-record', loan: loanId, release: release ?? null, reason };
  const request = { organisation: actor.organisation, idempotencyKey, fingerprint };
  const hold = release ?? holdId(actor.organisation, idempotencyKey);
  const earlier = await writes.ledger.findReplay(request);
  if (earlier !== undefined) return { ...(await settle(writes, loanId, earlier)), hold };
  if (release !== undefined) await requireOwnHold(writes, actor, { loanId, hold });
  const now = new Date().toISOString();
  const definition = release === undefined ? LegalHoldPlaced : LegalHoldReleased;
  const fact = { definition, stream: erasureStream(`loan/${loanId}`), values: { hold, reason }, occurredAt: now, causes: [] };
  const receipt = await writes.ledger.commit({ ...request, actor: actor.id, signedAt: now, facts: [fact] });
  return { ...(await settle(writes, loanId, receipt)), hold };
}

/** The same for a request that is sent again. */
function holdId(organisation: string, idempotencyKey: string): string {
  return hash('sha256', `${organisation}\n${idempotencyKey}`, 'base64url').slice(0, 22);
}

async function requireOwnHold(
  writes: RecordWrites,
  actor: Actor,
  { loanId, hold }: { loanId: string; hold: string },
): Promise<void> {
  const { erasure } = await asOrganisation(writes.database, actor, (transaction) =>
    readLoanFacts(transaction, writes.subjects, loanId),
  );
  const standing = standingHolds(erasure).find((each) => each.hold === hold);
  if (standing?.organisation === actor.organisation) return;
  throw new Problem(
    'NOT_FOUND',
    'Your organisation has no such hold on this record. Nothing was released. Look at the holds that stand.',
  );
}
