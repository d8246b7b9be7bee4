import type { Temporal } from 'temporal-polyfill';
import type { Canonical } from '@/lib/ledger/domain/canonical';
import type { EntryView } from '@/lib/ledger/domain/view-entry';
import { FieldErased } from '@/lib/ledger/language/erasure-facts';
import { erasureStream } from '@/lib/ledger/language/subject';
import type { SubjectKeys } from '@/lib/ledger/server/subject-keys';
import type { Actor } from '@/lib/partners/server/actor';
import { requireAction } from '@/lib/partners/server/require-action';
import { asOrganisation, type Transaction } from '@/lib/platform/server/database';
import { Problem } from '@/lib/platform/server/problem';
import {
  decideErasure,
  type ErasureBasis,
  type ErasureDecision,
  type WantedErasure,
} from '@/lib/servicing/domain/decide-erasure';
import type { LoanEnd } from '@/lib/servicing/domain/retention';
import { standingHolds } from '@/lib/servicing/domain/standing-holds';
import { findServicedLoan, settle, type LoanWrites, type WriteReceipt } from './loan-writes';
import { readLoanFacts } from './read-loan-facts';

/** What use cases need that decide on what a record holds. */
export interface RecordWrites extends LoanWrites {
  readonly subjects: SubjectKeys;
}

/** An erasure as it is asked for. */
export interface AskedErasure {
  readonly loan: string;
  readonly idempotencyKey: string;
  readonly wanted: WantedErasure;
  /** Both in words without personal data: they stay in the record for ever. */
  readonly reason: string;
  readonly legalBasis: string;
}

/**
 * Decides that values of a loan's record are destroyed, as the servicer's fact; every copy then obeys it and confirms. Throws
 * {@link Problem}, ERASURE_HELD and ERASURE_RETAINED among them, and then nothing was decided.
 */
export async function eraseLoan(
  writes: RecordWrites,
  actor: Actor,
  asked: AskedErasure,
  today: Temporal.PlainDate,
): Promise<WriteReceipt> {
  requireAction(actor, 'erase');
  const loanId = await findServicedLoan(writes, actor, asked.loan);
  const { wanted, reason, legalBasis, idempotencyKey } = asked;
  const fingerprint = { do: 'erase', loan: loanId, wanted: withoutUndefined(wanted), reason, legalBasis };
  const request = { organisation: actor.organisation, idempotencyKey, fingerprint };
  const earlier = await writes.ledger.findReplay(request);
  if (earlier !== undefined) return settle(writes, loanId, earlier);
  const { decision, book, version } = await decide(writes, actor, { loanId, wanted }, today);
  if ('refused' in decision) refuse(decision);
  const [subject, now] = [`loan/${loanId}`, new Date().toISOString()];
  const stream = erasureStream(subject);
  const values = { subject, ...decision, book, reason, legalBasis };
  const receipt = await writes.ledger.commit({
    ...request,
    actor: actor.id,
    signedAt: now,
    facts: [{ definition: FieldErased, stream, values, occurredAt: now, causes: [] }],
    // A hold that was placed meanwhile refuses it.
    expected: { [stream]: version },
  });
  return settle(writes, loanId, receipt);
}

function withoutUndefined(wanted: WantedErasure): Canonical {
  if (wanted.scope === 'person') return { scope: 'person' };
  return { scope: 'fields', fields: [...wanted.fields], version: wanted.version ?? null };
}

function refuse({ refused, message }: Extract<ErasureDecision, { refused: string }>): never {
  if (refused === 'ERASURE_HELD' || refused === 'ERASURE_RETAINED') throw new Problem(refused, message);
  throw new Problem('REFUSED', message, [{ pointer: '/fields', code: refused, message }]);
}

function decide(
  writes: RecordWrites,
  actor: Actor,
  { loanId, wanted }: { loanId: string; wanted: WantedErasure },
  today: Temporal.PlainDate,
): Promise<{ decision: ErasureDecision; book: string; version: number }> {
  return asOrganisation(writes.database, actor, async (transaction) => {
    const { loan, erasure } = await readLoanFacts(transaction, writes.subjects, loanId);
    const basis: ErasureBasis = { entries: loan.map(keptEntry), holds: standingHolds(erasure), end: endOf(loan), today };
    return { decision: decideErasure(wanted, basis), book: await bookOf(transaction, loanId), version: erasure.length };
  });
}

function keptEntry({ type, values }: EntryView, at: number): ErasureBasis['entries'][number] {
  return { version: at + 1, type, held: Object.keys(values) };
}

/** The newest word on how the loan ended. */
function endOf(facts: readonly EntryView[]): LoanEnd | undefined {
  const { zeroBalanceCode: code, effectiveOn: on } = facts.findLast(({ type }) => type === 'LoanExited')?.values ?? {};
  return typeof code === 'string' && typeof on === 'string' ? { code, on } : undefined;
}

async function bookOf(transaction: Transaction, loanId: string): Promise<string> {
  return (await transaction.loan.findUnique({ where: { loanId }, select: { book: true } }))?.book ?? '';
}
