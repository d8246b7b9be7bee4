import type { Canonical } from '@/lib/ledger/domain/canonical';
import type { FactDefinition } from '@/lib/ledger/language/define-fact';
import type { Actor } from '@/lib/partners/server/actor';
import { requireAction } from '@/lib/partners/server/require-action';
import { asOrganisation } from '@/lib/platform/server/database';
import { Problem } from '@/lib/platform/server/problem';
import {
  AlertAcknowledged,
  AlertAssigned,
  AlertResolved,
  ContactMade,
  WrittenNoticeSent,
} from '@/lib/servicing/language/work-facts';
import type { AlertWork } from '@/lib/servicing/language/alert-work';
import { findServicedLoan, settle, type LoanWrites, type WriteReceipt } from './loan-writes';

/** Does one thing to a loan's open alert: each is a fact by the servicer, and follows from the missed payment. */
export async function workAlert(
  writes: LoanWrites,
  actor: Actor,
  work: { loan: string; idempotencyKey: string; action: AlertWork },
): Promise<WriteReceipt> {
  requireAction(actor, 'work-alert');
  const loanId = await findServicedLoan(writes, actor, work.loan);
  const fingerprint = { do: 'work-alert', loan: loanId, action: { ...work.action } } as Canonical;
  const request = { organisation: actor.organisation, idempotencyKey: work.idempotencyKey, fingerprint };
  const earlier = await writes.ledger.findReplay(request);
  if (earlier !== undefined) return settle(writes, loanId, earlier);
  const alert = await openAlert(writes, actor, loanId);
  const { definition, values } = toFact(work.action, alert.openedDueOn, actor);
  const occurredAt = dayOf(work.action) ?? new Date().toISOString();
  const fact = { definition, stream: `loan/${loanId}`, values, occurredAt, causes: [alert.missedDigest] };
  const receipt = await writes.ledger.commit({ ...request, actor: actor.id, signedAt: new Date().toISOString(), facts: [fact] });
  return settle(writes, loanId, receipt);
}

/** The day on which something happened that is recorded afterwards. */
function dayOf(action: AlertWork): string | undefined {
  if (action.kind === 'contact') return action.madeOn;
  return action.kind === 'notice' ? action.sentOn : undefined;
}

async function openAlert(
  writes: LoanWrites,
  actor: Actor,
  loanId: string,
): Promise<{ openedDueOn: string; missedDigest: string }> {
  const alert = await asOrganisation(writes.database, actor, (transaction) =>
    transaction.alert.findFirst({ where: { loanId, state: { not: 'resolved' } }, orderBy: { openedDueOn: 'desc' } }),
  );
  if (alert !== null) return alert;
  throw new Problem(
    'REFUSED',
    'This loan has no open alert: it was resolved or the loan is current again. Nothing was saved. Look at its timeline.',
  );
}

function toFact(
  action: AlertWork,
  openedDueOn: string,
  actor: Actor,
): { definition: FactDefinition; values: Record<string, Canonical> } {
  switch (action.kind) {
    case 'acknowledge':
      return { definition: AlertAcknowledged, values: { openedDueOn } };
    case 'assign':
      return { definition: AlertAssigned, values: { openedDueOn, assignee: action.assignee ?? actor.id } };
    case 'resolve':
      return { definition: AlertResolved, values: { openedDueOn, reason: action.reason } };
    case 'contact':
      return { definition: ContactMade, values: { channel: action.channel, outcome: action.outcome, madeOn: action.madeOn } };
    case 'notice':
      return { definition: WrittenNoticeSent, values: { sentOn: action.sentOn } };
  }
}
