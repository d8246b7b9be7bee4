import { Temporal } from 'temporal-polyfill';
import type { FactDraft } from '@/lib/ledger/server/fact-draft';
import { ContactMade, WrittenNoticeSent } from '@/lib/servicing/language/work-facts';
import type { OpenWorker } from './open-worker';

interface LateLoan {
  readonly loan_id: string;
  readonly servicer: string;
  readonly unpaid_since: string;
  readonly missed_digest: string;
  readonly months_late: number;
}

const CONTACT_DAY = 21;
const NOTICE_DAY = 40;

/** What the demo's servicers have done so far: the older a missed payment, the more; some newer ones wait for the person who signs in. */
export async function seedWork({ context }: OpenWorker): Promise<void> {
  const { rows } = await context.pool.query<LateLoan>(
    `select a.loan_id, a.servicer, coalesce(s.earliest_unpaid_due_on, a.opened_due_on) as unpaid_since, a.missed_digest, s.months_late
     from servicing.alert a join servicing.loan_standing s using (loan_id) join servicing.loan_number n using (loan_id)
     where a.state <> 'resolved' order by n.agency_loan_id`,
  );
  for (const [at, row] of rows.entries()) {
    const facts = workOf(row, at);
    if (facts.length === 0) continue;
    await context.ledger.commit({
      organisation: row.servicer,
      actor: 'start',
      idempotencyKey: `demo/contacts/${row.loan_id}`,
      fingerprint: row.loan_id,
      signedAt: context.now().toISOString(),
      facts,
    });
  }
}

function workOf(row: LateLoan, at: number): FactDraft[] {
  const day = (days: number): string => Temporal.PlainDate.from(row.unpaid_since).add({ days }).toString();
  const about = { stream: `loan/${row.loan_id}`, causes: [row.missed_digest] };
  const contact = { channel: 'phone', outcome: 'reached', madeOn: day(CONTACT_DAY) };
  const notice = { sentOn: day(NOTICE_DAY) };
  const facts: FactDraft[] = [];
  if (row.months_late > 1 || at % 3 === 0)
    facts.push({ ...about, definition: ContactMade, values: contact, occurredAt: contact.madeOn });
  if (row.months_late > 2 || (row.months_late === 2 && at % 2 === 0))
    facts.push({ ...about, definition: WrittenNoticeSent, values: notice, occurredAt: notice.sentOn });
  return facts;
}
